import { anyOf, type Filter } from './filter.ts'

export const pytest: Filter = {
  name: 'pytest',
  signs: anyOf(
    '^=+ (?:test session starts|FAILURES|ERRORS|PASSES|short test summary info|warnings summary|slowest .*durations) =+$',
    String.raw`^=+ (?:no tests ran|\d+ [a-z]+(?:, \d+ [a-z]+)*) in [\d.]+s(?: \([\d:]+\))? =+$`,
    String.raw`^\d+ (?:passed|failed)\b.* in [\d.]+s(?: \([\d:]+\))?$`,
    String.raw`^[^\s:]+\.py::\S.* (?:PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b`,
    String.raw`^\S+\.py [.sxXFE]+ +\[ *\d+%\]$`,
    String.raw`^(?:FAILED|ERROR|PASSED|XFAIL|XPASS) \S+\.py::`,
  ),
  counts: [
    { line: /^(?:\[gw\d+\] \[ *\d+%\] PASSED )?(?<in>[^\s:]+\.py)::.* PASSED(?: +\[ *\d+%\])?$/u, what: 'passed' },
    { line: /^\[gw\d+\] \[ *\d+%\] PASSED (?<in>[^\s:]+\.py)::/u, what: 'passed' },
    { line: /^PASSED (?<in>[^\s:]+\.py)::/u, what: 'passed' },
    { line: /^(?<in>[^\s:]+\.py)::.* SKIPPED\b.*$/u, what: 'skipped' },
    { line: /^(?:\S+\.py )?[.sx]+ +\[ *\d+%\]$/u, what: 'progress' },
    { line: /^[\d.]+s (?:call|setup|teardown) /u, what: 'durations' },
  ],
  separators: /^(?:_ ){10,}_?$/u,
  blocks: [
    {
      head: /^_{3,} .+ _{3,}$/u,
      end: /^={3,} .+ ={3,}$|^={10,}$/u,
      kind: /^E {2,}(\S.*)$/u,
      brief: /^E {2}|^\S+:\d+: \w/u,
      first: /^> /u,
      weight: 'failure',
    },
    { head: /^SKIPPED \[\d+\] /u, kind: /^/u, weight: 'warning', what: 'more skipped' },
  ],
}

export const unittest: Filter = {
  name: 'unittest',
  signs: anyOf(
    String.raw`^Ran \d+ tests? in [\d.]+s$`,
    String.raw`^(?:OK|FAILED) \((?:failures|errors|skipped|expected failures|unexpected successes)=\d`,
    String.raw`^\w+ \([\w.]+\)(?: \.\.\.|$)`,
    String.raw`^(?:FAIL|ERROR): \w+ \([\w.]+\)`,
    '^(?:={70}|-{70})$',
  ),
  counts: [
    { line: /^\w+ \([\w.]+\) \.\.\. ok$/u, what: 'passed' },
    { line: /^.{1,200} \.\.\. ok$/u, what: 'passed' },
    { line: /^.{1,200} \.\.\. skipped\b/u, what: 'skipped' },
    { line: /^[.sx]{20,}$/u, what: 'progress' },
  ],
  blocks: [
    {
      head: /^(?:FAIL|ERROR): \w+ \(/u,
      end: /^={70}$|^Ran \d+ tests? in /u,
      kind: /^(?:\w+\.)*\w*(?:Error|Exception|Failure|Warning)\b.*$/u,
      brief: /^(?:\w+\.)*\w*(?:Error|Exception|Failure)\b|^ {2}File /u,
      weight: 'failure',
    },
  ],
}

/** The test runner of SymPy, whose form small runners share. */
export const sympy: Filter = {
  name: 'sympy',
  signs: anyOf(
    '^=+ test process starts =+$',
    String.raw`^tests finished: \d+ passed`,
    String.raw`^ tests finished: \d+ passed`,
    String.raw`^DO \*NOT\* COMMIT!$`,
    String.raw`^\S+/tests/test_\w+\.py\[\d+\]`,
  ),
  counts: [
    { line: /^test_\w+ ok$/u, what: 'passed' },
    { line: /^test_\w+ (?:[\w .()=,-]{1,80} )?s$/u, what: 'skipped' },
    { line: /^test_\w+ f$/u, what: 'expected to fail' },
    { line: /^\S+\.py\[\d+\] [.sf]+ +\[OK\]$/u, what: 'passing files' },
  ],
  blocks: [
    {
      head: /^_+ \S+\.py:\w+ _+$/u,
      end: /^_{60,}$|^ ?tests finished:/u,
      kind: /^\w*(?:Error|Exception|Warning)\b.*$/u,
      brief: /^\w*(?:Error|Exception|Warning)\b|^ {2}File /u,
      weight: 'failure',
    },
  ],
}
