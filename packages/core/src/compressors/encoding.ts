// Every re-encoded block opens with one line that says, in words a model understands, how to read it.

const OPENING = '# headroom '

/** The first line of a re-encoded block: what it is, and the rule by which it reads back. */
export function encodingHeader(kind: string, rule: string): string {
  return `${OPENING}${kind}: ${rule}`
}

/**
 * True for text that a compressor of ours has already re-encoded. Such text is left as it is, so that compressing twice
 * changes nothing. Text that merely imitates the opening is left too: that costs savings, never truth.
 */
export function isEncoded(text: string): boolean {
  return text.startsWith(OPENING)
}
