// A line of YAML in two: what it has in common with the same line of other items, and its own value.

/** Everything up to the value, and the value as it is spelled. */
export interface Member {
  head: string
  /** The key, if there is one. */
  key: string
  /** Undefined if the line only opens something, or is no member. */
  value: string | undefined
}

/** "key: value", in a list with dashes in front; keys may be quoted. */
const MEMBER = /^( *(?:- )*)((?:"[^"\\]{1,80}"|'[^']{1,80}'|[\w$./@-][\w$./@ -]{0,80}):)(?: +(\S.*))?$/
const SCALAR = /^( *(?:- )+)([^-\s].*)$/
const MAX_LENGTH = 2000

/** Reads a line; one that is neither "key: value" nor "- value" is all head. */
export function memberOf(text: string): Member {
  if (text.length > MAX_LENGTH) return { head: text, key: '', value: undefined }
  const member = MEMBER.exec(text)
  if (member) {
    const [, dashes, key, value] = member
    const name = key!.slice(0, -1).replace(/^["']|["']$/g, '')
    if (value === undefined) return { head: text, key: name, value }
    return { head: text.slice(0, text.length - value.length), key: name, value: dashes === undefined ? '' : value }
  }
  const [, head, value] = SCALAR.exec(text) ?? []
  return head === undefined ? { head: text, key: '', value: undefined } : { head, key: '', value }
}

/** True for a value that is not one: the sign of a text on the lines below. */
export function isOpening(value: string): boolean {
  return /^[|>][-+\d]{0,3}$/.test(value) || /^[&!]\S*$/.test(value)
}
