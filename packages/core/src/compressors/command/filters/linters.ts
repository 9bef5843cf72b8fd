import { anyOf, type Filter } from './filter.ts'

export const tsc: Filter = {
  name: 'tsc',
  signs: anyOf(
    String.raw`^[^\s(]+\(\d+,\d+\): (?:error|warning) TS\d+: `,
    String.raw`^\S+:\d+:\d+ - error TS\d+: `,
    String.raw`^Found \d+ errors?(?: in |\.|$)`,
    '^error TS[0-9]+: ',
  ),
  blocks: [
    {
      head: /^(?<in>[^\s(]+)\(\d+,\d+\): error TS\d+: /u,
      end: /^\S|^$/u,
      kind: /error (TS\d+):/u,
      weight: 'error',
    },
    {
      head: /^(?<in>\S+?):\d+:\d+ - error TS\d+: /u,
      end: /^\S+:\d+:\d+ - |^Found \d+ errors?/u,
      kind: /error (TS\d+):/u,
      weight: 'error',
    },
  ],
}

export const eslint: Filter = {
  name: 'eslint',
  signs: anyOf(
    String.raw`^ +\d+:\d+ +(?:error|warning) +\S.* {2}\S+$`,
    String.raw`^✖ \d+ problems? \(\d+ errors?, \d+ warnings?\)$`,
  ),
  titles: /^(?:\/|[A-Z]:\\|\.{0,2}[\w@-])\S*$/u,
  blocks: [
    { head: /^ +\d+:\d+ +error +\S/u, kind: / {2,}(\S+)$/u, weight: 'error' },
    { head: /^ +\d+:\d+ +warning +\S/u, kind: / {2,}(\S+)$/u, weight: 'warning' },
  ],
}

/** Linters of Python: ruff, flake8, mypy, pylint, pyright. */
export const lint: Filter = {
  name: 'lint',
  signs: anyOf(
    String.raw`^[A-Z]{1,5}\d{3,4} (?:\[\*\] )?\S`,
    String.raw`^ +--> \S+\.pyi?:\d+:\d+$`,
    String.raw`^[^\s:]+\.pyi?:\d+:\d+: [A-Z]{1,5}\d{2,5}\b`,
    String.raw`^[^\s:]+\.pyi?:\d+(?::\d+)?: (?:error|note|warning): .*`,
    String.raw`^Found \d+ errors?(?: in \d+ files?)?`,
    '^Your code has been rated at ',
    String.raw`^ +\S+\.pyi?:\d+:\d+ - (?:error|warning): `,
  ),
  blocks: [
    {
      head: /^[A-Z]{1,5}\d{3,4} (?:\[\*\] )?\S/u,
      end: /^$/u,
      kind: /^([A-Z]+\d+)/u,
      brief: /^ +--> /u,
      weight: 'error',
    },
    {
      head: /^ +(?<in>\S+\.pyi?):\d+:\d+ - error: /u,
      end: /^\S|^ +\S+:\d+:\d+ - /u,
      kind: /\((report\w+)\)$/u,
      weight: 'error',
    },
    {
      head: /^(?<in>[^\s:]+\.\w+):\d+:\d+: [A-Z]{1,5}\d{2,5}\b/u,
      end: /^\S|^$/u,
      kind: /: ([A-Z]{1,5}\d{2,5})\b/u,
      weight: 'error',
    },
    {
      head: /^(?<in>[^\s:]+\.pyi?):\d+(?::\d+)?: error: /u,
      end: /^\S/u,
      kind: /\[([\w-]+)\]$|: error: (.*)$/u,
      weight: 'error',
    },
    { head: /^(?<in>[^\s:]+\.pyi?):\d+(?::\d+)?: note: /u, kind: /(?<=: )note/u, weight: 'warning' },
  ],
}
