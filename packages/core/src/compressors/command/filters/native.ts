import { anyOf, type Filter } from './filter.ts'

export const make: Filter = {
  name: 'make',
  signs: anyOf(
    String.raw`^\[ *\d+%\] (?:Building|Linking|Built target|Generating|Scanning) `,
    String.raw`^\[\d+/\d+\] (?:Building|Linking|Compiling|Generating|Creating|Running|Re-running|Copying|Installing|CXX|CC|C\+\+) ?`,
    String.raw`^g?make(?:\[\d+\])?: (?:\*\*\*|Entering directory|Leaving directory|Nothing to be done)`,
    '^-- (?:Configuring|Generating|Build files have been written to)',
    '^ninja: ',
  ),
  counts: [
    { line: /^\[ *\d+%\] (?:Building|Linking|Built target|Generating|Scanning) /u, what: 'build steps' },
    { line: /^\[\d+\/\d+\] (?!.*\bFAILED\b)\S/u, what: 'build steps' },
    { line: /^(?:Consolidate compiler generated|Scanning dependencies of) /u, what: 'build steps' },
    { line: /^g?make(?:\[\d+\])?: (?:Entering|Leaving) directory /u, what: 'directory changes' },
    {
      line: /^-- (?:Detecting|Check for working|Looking for|Performing Test|Found) .*(?<!not found|Failed|NOTFOUND)$/u,
      what: 'checks',
    },
    {
      line: /^ *(?:CC|CXX|LD|AR|AS|GEN|LINK|INSTALL|STRIP|RANLIB|HOSTCC|HOSTLD|UPD|MKDIR) +\S+$/u,
      what: 'build steps',
    },
    { line: /^libtool: (?:compile|link): /u, what: 'build steps' },
    { line: /^checking .*\.\.\. (?!no$).*$/u, what: 'checks' },
  ],
}

export const compiler: Filter = {
  name: 'compiler',
  signs: anyOf(
    String.raw`^[^\s:]+\.(?:c|cc|cpp|cxx|h|hh|hpp|m|mm|cu|inc):\d+:\d+: (?:fatal error|error|warning): `,
    String.raw`^[^\s:]+: In (?:member )?(?:function|instantiation|constructor|lambda)`,
    String.raw`^\d+ (?:errors?|warnings?)(?: and \d+ (?:errors?|warnings?))? generated\.$`,
    '^collect2: error: ',
  ),
  blocks: [
    {
      head: /^(?<in>[^\s:]+):\d+(?::\d+)?: (?:fatal )?error: /u,
      end: /^\[ *\d+%\]|^g?make|^$|^\d+ (?:errors?|warnings?)|^[^\s:]+: In /u,
      kind: /: (?:fatal )?error: (.*)$/u,
      brief: /^[^\s:]+:\d+:\d+: error: /u,
      weight: 'error',
    },
    {
      head: /^(?<in>[^\s:]+):\d+(?::\d+)?: warning: /u,
      end: /^\[ *\d+%\]|^g?make|^$|^\d+ (?:errors?|warnings?)|^[^\s:]+: In /u,
      kind: /\[(-W[\w=+-]+)\]$|: warning: (.*)$/u,
      weight: 'warning',
    },
  ],
}

export const ctest: Filter = {
  name: 'ctest',
  signs: anyOf(
    String.raw`^ *\d+/\d+ Test +#\d+: `,
    String.raw`^\d+% tests passed, \d+ tests failed out of \d+$`,
    String.raw`^ +Start +\d+: \S`,
    '^The following tests FAILED:$',
  ),
  counts: [
    { line: /^ +Start +\d+: \S/u, what: 'started' },
    { line: /^ *\d+\/\d+ Test +#\d+: .*\. +Passed +[\d.]+ sec$/u, what: 'passed' },
    { line: /^\S+:\d+:\w+:PASS$/u, what: 'passed' },
  ],
}

export const gtest: Filter = {
  name: 'gtest',
  signs: anyOf(
    String.raw`^\[ RUN {6}\] \S`,
    String.raw`^\[ {2,7}(?:OK|FAILED|PASSED) {1,2}\] `,
    String.raw`^\[==========\] \d+ tests? from `,
    String.raw`^\[ {2}(?:PASSED|FAILED) {2}\] \d+ tests?`,
  ),
  keeps: /^\[ {2}(?:PASSED|FAILED) {2}\]|^\[==========\]/u,
  counts: [
    { line: /^\[ RUN {6}\] \S/u, what: 'started' },
    { line: /^\[ {7}OK \] (?<in>[^\s.]+)\./u, what: 'passed' },
    { line: /^\[ {2}SKIPPED \] /u, what: 'skipped' },
    { line: /^\[-{10}\] /u, what: 'suites' },
  ],
}
