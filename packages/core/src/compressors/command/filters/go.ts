import { anyOf, type Filter } from './filter.ts'

export const go: Filter = {
  name: 'go',
  signs: anyOf(
    String.raw`^ *--- (?:PASS|FAIL|SKIP): \S+ \([\d.]+s\)$`,
    String.raw`^=== (?:RUN|PAUSE|CONT|NAME) {2,3}\S`,
    String.raw`^(?:ok|FAIL|\?) *\t\S+\t`,
  ),
  counts: [
    { line: /^ *--- PASS: /u, what: 'passed' },
    { line: /^ *--- SKIP: /u, what: 'skipped' },
    { line: /^=== (?:RUN|PAUSE|CONT|NAME) /u, what: 'started' },
    { line: /^\? +\t\S+\t\[no test files\]$/u, what: 'packages without tests' },
    { line: /^go: (?:downloading|extracting|finding) /u, what: 'downloads' },
  ],
  blocks: [{ head: /^ok {2}\t/u, kind: /^/u, weight: 'warning', what: 'more passing packages' }],
}
