import { anyOf, type Filter } from './filter.ts'

export const terraform: Filter = {
  name: 'terraform',
  signs: anyOf(
    String.raw`^ *# \S+ (?:will be|must be|is tainted)`,
    String.raw`^Plan: \d+ to add, \d+ to change, \d+ to destroy`,
    '^Terraform (?:will perform|used the selected providers|has been successfully)',
    '^Apply complete! Resources: ',
    String.raw`^[^\s:]{3,200}: (?:Refreshing state|Creating|Still creating|Creation complete|Reading|Read complete|Destroying|Still destroying|Modifying)\b`,
  ),
  counts: [
    { line: /^\S+: (?:Refreshing state|Reading|Read complete)\b/u, what: 'refreshed' },
    { line: /^\S+: Still (?:creating|destroying|modifying|reading)\b/u, what: 'progress' },
    { line: /^ +[+~-] \S.* = \(known after apply\)$/u, what: 'attributes known after apply' },
    { line: /^ +# \(\d+ unchanged \w+ hidden\)$/u, what: 'unchanged' },
  ],
}
