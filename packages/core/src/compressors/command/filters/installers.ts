import { anyOf, type Filter } from './filter.ts'

export const nodeInstall: Filter = {
  name: 'node install',
  signs: anyOf(
    String.raw`^Progress: resolved \d+, reused \d+, downloaded \d+`,
    String.raw`^(?:added|removed|changed) \d+ packages?\b.* in \d`,
    String.raw`^yarn install v\d|^\[\d/\d\] (?:.{1,3} )?(?:Resolving|Fetching|Linking|Building)\b`,
    String.raw`^➤ YN\d{4}: `,
    String.raw`^(?:found|audited) \d+ (?:vulnerabilities|packages)`,
  ),
  counts: [
    { line: /^Progress: resolved \d+, reused \d+, downloaded \d+, added \d+$/u, what: 'progress' },
    { line: /^\++-*$/u, what: 'progress' },
    { line: /^➤ YN00(?:00|07|13|19|62): [│└┌]? ?(?!.*(?:failed|error))./u, what: 'steps' },
    { line: /^\+ \S+ \S+$/u, what: 'added' },
  ],
}

export const pip: Filter = {
  name: 'pip',
  signs: anyOf(
    '^(?:Successfully|Requirement already satisfied: ).*',
    String.raw`^Collecting \S+`,
    String.raw`^ {2}(?:Downloading|Using cached) \S+ \([\d.]+ [kM]?B\)`,
    '^Installing collected packages: ',
    String.raw`^(?:Resolved|Prepared|Installed|Uninstalled|Audited) \d+ packages? in `,
  ),
  keeps: /^Successfully/u,
  counts: [
    { line: /^Requirement already satisfied: /u, what: 'already satisfied' },
    {
      line: /^Collecting \S/u,
      what: 'collected',
      with: /^ +(?:Downloading|Using cached|Obtaining|Preparing|Getting|Installing build|Created|Link|Found)\b/u,
    },
    {
      line: /^ *(?:Downloading|Using cached|Obtaining dependency information) \S/u,
      what: 'downloads',
      with: /^ +[━╸╺][━╸╺ ]*[\d.]/u,
    },
    { line: /^ +[━╸╺-]{5,} ?[\d.]+/u, what: 'progress' },
    {
      line: /^ *(?:Preparing metadata|Getting requirements|Installing build dependencies|Building wheel for)\b.*(?:done|started|\.\.\.)$/u,
      what: 'steps',
    },
    { line: /^ \+ [\w.[\]-]+==\S+$/u, what: 'installed' },
  ],
}

export const apt: Filter = {
  name: 'apt',
  signs: anyOf(
    '^Reading package lists\\.\\.\\.',
    '^(?:Unpacking|Setting up|Selecting previously unselected package|Preparing to unpack) \\S',
    String.raw`^(?:Get|Hit|Ign):\d+ https?:`,
    '^Processing triggers for ',
    String.raw`^\d+ upgraded, \d+ newly installed`,
  ),
  counts: [
    { line: /^(?:Get|Hit|Ign):\d+ /u, what: 'downloads' },
    {
      line: /^(?:Unpacking|Setting up|Selecting previously unselected package|Preparing to unpack|Processing triggers for) /u,
      what: 'package steps',
    },
    { line: /^\(Reading database \.\.\./u, what: 'progress' },
    { line: /^(?:Reading package lists|Building dependency tree|Reading state information)\.\.\./u, what: 'steps' },
  ],
}

export const docker: Filter = {
  name: 'docker',
  signs: anyOf(
    String.raw`^#\d+ (?:\[(?:internal|[\w-]+ )?.*\d+/\d+\]|DONE [\d.]+s|CACHED$|naming to |exporting |transferring |sha256:)`,
    String.raw`^Step \d+/\d+ : [A-Z]+`,
    '^ ---> (?:Running in |Using cache|[0-9a-f]{12}$)',
    '^Successfully (?:built|tagged) ',
    '^[0-9a-f]{12}: (?:Pulling|Waiting|Download|Extracting|Verifying|Pull complete|Already exists|Pushed|Layer already exists)',
  ),
  counts: [
    {
      line: /^#\d+ (?:sha256:|transferring |extracting |resolve |DONE |CACHED$|exporting |writing |naming |\.\.\.$|preparing )/u,
      what: 'steps',
    },
    {
      line: /^[0-9a-f]{12}: (?:Pulling|Waiting|Download|Extracting|Verifying|Pull complete|Already exists|Pushed|Pushing|Preparing|Layer already exists)/u,
      what: 'layers',
    },
    { line: /^ ---> /u, what: 'steps' },
    { line: /^Removing intermediate container /u, what: 'steps' },
  ],
}

export const packageTree: Filter = {
  name: 'npm ls',
  signs: /^[│ ]*[├└]─[─┬] (?:UNMET (?:OPTIONAL|PEER) )?(?:DEPENDENCY )?(?:@[\w.-]+\/)?[\w.-]+@\S+/u,
  // a package that is called after errors costs a line; a missed error costs more
  keeps: /\binvalid\b|\bmissing\b|\bextraneous\b|UNMET (?:PEER )?DEPENDENCY|\boverridden\b|ERR|[Ee]rror/u,
  counts: [
    { line: /^[│ ]*[├└]── (?:@[\w.-]+\/)?[\w.-]+@\S+ deduped$/u, what: 'deduped' },
    { line: /^[│ ]*[├└]── UNMET OPTIONAL DEPENDENCY /u, what: 'unmet optional' },
    { line: /^(?:[│ ] ){3,}[├└]─[─┬] /u, what: 'deeper packages' },
  ],
}
