import { anyOf, type Filter } from './filter.ts'

export const gitLog: Filter = {
  name: 'git log',
  signs: anyOf('^commit [0-9a-f]{40}(?: \\(.*\\))?$', '^(?:Author|AuthorDate|Commit|CommitDate|Date): +\\S'),
  counts: [
    { line: /^(?:Author|AuthorDate|Commit|CommitDate|Date): +\S/u, what: 'author and date', throughout: true },
    { line: /^Merge: [0-9a-f]+ [0-9a-f]+/u, what: 'merge parents', throughout: true },
  ],
  blocks: [
    {
      head: /^commit [0-9a-f]{40}/u,
      end: /^commit [0-9a-f]{40}/u,
      kind: /^commit/u,
      brief: /^ \d+ files? changed|\b(?:BREAKING|CVE-\d)/u,
      first: /^ {4}\S/u,
      weight: 'entry',
      what: 'commits',
    },
  ],
}

export const gitOneline: Filter = {
  name: 'git oneline',
  signs: /^(?:[*|\\/ ]+)?(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,12} (?:\([^)]{1,200}\) )?\S/u,
  keeps: /\berror|\bfail|\bfatal|\bcrash|\bwarn|\bpanic|\bCVE-|\brevert/iu,
  blocks: [
    {
      head: /^(?:[*|\\/ ]+)?[0-9a-f]{7,12} /u,
      end: /^(?:[*|\\/ ]+)?[0-9a-f]{7,12} /u,
      kind: /^/u,
      brief: /^ \d+ files? changed/u,
      first: /^ {4}\S/u,
      weight: 'entry',
      what: 'commits',
    },
  ],
}

export const gitStatus: Filter = {
  name: 'git status',
  signs: anyOf(
    '^(?:On branch |HEAD detached at )\\S',
    '^(?:Changes (?:to be committed|not staged for commit)|Untracked files|Unmerged paths):$',
    '^\\t(?:modified|deleted|new file|renamed|both modified): +\\S',
  ),
  counts: [{ line: /^ {2}\(use "git .*\)$/u, what: 'hints', throughout: true }],
}
