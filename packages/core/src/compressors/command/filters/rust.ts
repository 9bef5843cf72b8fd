import { anyOf, type Filter } from './filter.ts'

export const cargo: Filter = {
  name: 'cargo',
  signs: anyOf(
    String.raw`^ {2,}(?:Compiling|Checking|Finished|Running|Updating|Downloading|Downloaded|Doc-tests|Fresh|Locking|Adding) \S`,
    String.raw`^test result: (?:ok|FAILED)\. \d+ passed; \d+ failed;`,
    String.raw`^running \d+ tests?$`,
    String.raw`^test \S.* \.\.\. (?:ok|FAILED|ignored|bench:.*)$`,
    String.raw`^(?:error|warning): (?:could not compile|aborting due to|.* generated \d+ warnings?)`,
    String.raw`^ +--> \S+:\d+:\d+$`,
    String.raw`^error\[E\d{4}\]: `,
  ),
  counts: [
    { line: /^test .* \.\.\. ok$/u, what: 'passed' },
    { line: /^test .* \.\.\. ignored\b/u, what: 'ignored' },
    {
      line: /^ {2,}(?:Compiling|Checking|Downloaded|Downloading|Fresh|Adding|Locking|Documenting|Unpacking) \S/u,
      what: 'crates',
    },
  ],
  blocks: [
    {
      head: /^error(?:\[E\d+\])?: /u,
      end: /^$/u,
      kind: /^error(?:\[(E\d+)\]|: (.*)$)/u,
      brief: /^ +(?:-->|:::) (?<in>\S+?):\d/u,
      weight: 'error',
    },
    {
      head: /^warning(?:\[\w+\])?: /u,
      end: /^$/u,
      kind: /^warning(?:\[(\w+)\]|: (.*)$)/u,
      brief: /^ +--> /u,
      weight: 'warning',
    },
    {
      head: /^---- \S.* stdout ----$/u,
      end: /^failures:$|^test result: /u,
      kind: /^(?:thread .* panicked at [^:]*|Error: .*|assertion .*)/u,
      brief: /panicked at|^assertion|^ +(?:left|right): |^Error: /u,
      weight: 'failure',
    },
  ],
}
