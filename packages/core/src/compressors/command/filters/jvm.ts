import { anyOf, type Filter } from './filter.ts'

export const maven: Filter = {
  name: 'maven',
  signs: anyOf(
    String.raw`^\[INFO\] (?:BUILD (?:SUCCESS|FAILURE)|Scanning for projects\.\.\.|-+< \S+:\S+ >-+|Reactor Summary)`,
    String.raw`^\[INFO\] --- \S+:\S+ \(.*\) @ \S+ ---$`,
    String.raw`^\[(?:INFO|ERROR|WARNING)\] Tests run: \d+, Failures: \d+`,
  ),
  keeps: /BUILD|Tests run:.*(?:Failures: [1-9]|Errors: [1-9])|FAIL|Total time/u,
  counts: [
    { line: /^\[INFO\] (?:Download(?:ing|ed)|Progress)\b/u, what: 'downloads' },
    { line: /^\[INFO\] *$|^\[INFO\] -+(?:[[<].*[\]>]-+)?$/u, what: 'rules' },
    { line: /^\[INFO\] --- \S+ \(.*\) @ /u, what: 'goals' },
    { line: /^\[INFO\] Running \S+$/u, what: 'started' },
    { line: /^\[INFO\] Tests run: \d+, Failures: 0, Errors: 0, .* (?:-- )?in \S+$/u, what: 'passing suites' },
    {
      line: /^\[INFO\] (?:Copying|Using|Changes detected|Nothing to compile|skip non existing|Compiling|Building jar|Installing|argLine set) ?/u,
      what: 'steps',
    },
    { line: /^Progress \(\d+\): /u, what: 'progress' },
  ],
  blocks: [
    {
      head: /^\[ERROR\] (?<in>\/\S+\.(?:java|kt|scala)):\[\d+,\d+\] /u,
      end: /^\S/u,
      kind: /:\[\d+,\d+\] (.*)$/u,
      weight: 'error',
    },
    {
      head: /^\[WARNING\] (?<in>\/\S+\.(?:java|kt|scala)):\[\d+,\d+\] /u,
      end: /^\S/u,
      kind: /:\[\d+,\d+\] (.*)$/u,
      weight: 'warning',
    },
  ],
}

export const gradle: Filter = {
  name: 'gradle',
  signs: anyOf(
    String.raw`^> Task :\S+(?: (?:UP-TO-DATE|NO-SOURCE|FROM-CACHE|SKIPPED|FAILED))?$`,
    '^BUILD (?:SUCCESSFUL|FAILED) in ',
    String.raw`^\d+ actionable tasks?: `,
    String.raw`^\S+ > .+ (?:PASSED|FAILED|SKIPPED|STANDARD_(?:OUT|ERROR))$`,
  ),
  counts: [
    { line: /^> Task :\S+(?: (?:UP-TO-DATE|NO-SOURCE|FROM-CACHE|SKIPPED))?$/u, what: 'tasks' },
    { line: /^(?<in>\S+) > .+ PASSED$/u, what: 'passed' },
    { line: /^\S+ > .+ SKIPPED$/u, what: 'skipped' },
    { line: /^(?:Download|Downloading) https?:/u, what: 'downloads' },
  ],
}
