import { anyOf, type Filter, LIBRARY_FRAME } from './filter.ts'

export const vitest: Filter = {
  name: 'vitest',
  signs: anyOf(
    String.raw`^ RUN {2}v\d+\.\d+`,
    String.raw`^ +Test Files {2}.*\(\d+\)$`,
    String.raw`^ +Tests {2}.*\d+ (?:passed|failed|skipped).*\(\d+\)$`,
    String.raw`^ (?:✓|❯|×|↓) (?:\|[\w.-]+\| )?\S+\.(?:test|spec|test-d|bench)\.\w+(?: |$)`,
    String.raw`^⎯+ Failed (?:Tests|Suites) \d+ ⎯+$`,
  ),
  counts: [
    { line: /^ *✓ (?:\|[\w.-]+\| )?(?<in>\S+\.\w+) > /u, what: 'passed' },
    { line: /^ *✓ (?:\|[\w.-]+\| )?(?<in>\S+\.\w+) \(\d+ tests?/u, what: 'passing files' },
    { line: /^ *[✓✔√] /u, what: 'passed' },
    { line: /^ *[↓○] /u, what: 'skipped' },
  ],
  noise: LIBRARY_FRAME,
  separators: /^⎯{5,}\[\d+\/\d+\]⎯+$/u,
  blocks: [
    {
      head: /^std(?:out|err) \| /u,
      end: /^ *[✓✔√×↓❯] /u,
      kind: /^(?!std(?:out|err) \| )(?=.*\S)(.*)$/u,
      first: /\S/u,
      weight: 'output',
      what: 'more outputs of tests',
    },
    {
      head: /^ FAIL {2}\S/u,
      end: /^⎯{5,}|^ +Test Files {2}/u,
      kind: /^(?:\w*(?:Error|Exception)\b.*|Error: .*|Snapshot .*)$/u,
      brief:
        /^\w*(?:Error|Exception)\b|^Error: | ❯ \S+:\d+:\d+$|^[-+] |^(?:Expected|Received):|^Serialized|^Caused by/u,
      weight: 'failure',
    },
  ],
}

export const jest: Filter = {
  name: 'jest',
  signs: anyOf(
    String.raw`^(?:PASS|FAIL) (?:\S+ )?\S+\.\w+(?: \([\d.]+ ?m?s\))?$`,
    String.raw`^Tests: +.*\d+ total$`,
    String.raw`^Test Suites: .*\d+ total$`,
    '^Ran all test suites',
    String.raw`^ {2}● \S.* › `,
  ),
  counts: [
    { line: /^\s+[✓√] /u, what: 'passed' },
    { line: /^\s+[○✎] /u, what: 'skipped' },
    { line: /^PASS /u, what: 'passing files' },
  ],
  noise: LIBRARY_FRAME,
  titles: /^ {2,}[^\s●✕×✗]/u,
  blocks: [
    {
      head: /^ {2}● \S/u,
      end: /^(?:PASS|FAIL|Tests?|Test Suites|Snapshots|Time|Ran|Summary)\b/u,
      kind: /^ {4}(\S.*)$/u,
      brief: /^ {4}(?:expect\(|Expected|Received|\w*Error\b|[-+] )|^ {6}at .*\((?!.*node_modules)/u,
      weight: 'failure',
    },
  ],
}

export const mocha: Filter = {
  name: 'mocha',
  signs: anyOf(String.raw`^ {2}\d+ passing \(\d+m?s\)$`, String.raw`^ {2}\d+ (?:failing|pending)$`, '^ {4,}(?:✔|✓|√) '),
  counts: [
    { line: /^ {2,}[✔✓√] /u, what: 'passed' },
    { line: /^ {2,}- /u, what: 'pending' },
  ],
  noise: LIBRARY_FRAME,
  titles: /^ {2,}(?!\d+\) |\d+ (?:passing|failing|pending))\S/u,
  blocks: [
    {
      head: /^ {2}\d+\) \S/u,
      end: /^ {2,}[✔✓√] /u,
      kind: /^ {4,}(?:\w*(?:Error|Exception)\b.*|Uncaught .*)$/u,
      brief: /^ {4,}(?:\w*(?:Error|Exception)\b|Uncaught )|^ {5,}(?!at )\S|^ {6}at .*\((?!.*node_modules|node:)/u,
      weight: 'failure',
    },
  ],
}

/** node:test's spec reporter, and TAP as node:test, tape and others write it. */
export const tap: Filter = {
  name: 'tap',
  signs: anyOf(
    String.raw`^TAP version \d+$`,
    String.raw`^ *(?:not )?ok \d+(?: -)? \S`,
    String.raw`^ *1\.\.\d+$`,
    String.raw`^[#ℹ] (?:tests|pass|fail|cancelled|skipped|todo|suites|duration_ms) \d`,
  ),
  keeps: /^ *(?:not ok|✖)/u,
  counts: [
    {
      line: /^ *ok \d+(?: |$)/u,
      what: 'passed',
      with: /^ +(?:---|\.\.\.|duration_ms: .*|type: .*)$/u,
    },
    { line: /^ *# Subtest: /u, what: 'titles' },
    { line: /^ *✔ .*\([\d.]+ms\)/u, what: 'passed' },
    { line: /^ *﹣ /u, what: 'skipped' },
    { line: /^ *1\.\.\d+$/u, what: 'plans' },
  ],
  titles: /^ *▶ /u,
  noise: LIBRARY_FRAME,
}
