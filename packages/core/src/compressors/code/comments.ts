// What a comment may lose: all but what says in a few words what the code below is for.

/** Rows of a comment that go, a half-open range. */
export interface Cut {
  start: number
  end: number
  /** The comment stays open around them. */
  isInside: boolean
}

const DOC_ROWS = 2
/** A comment's mark at the head of a row. */
const MARK = /^\s*(?:\/\*+!?|\*+\/?|\/\/+!?|#+!?|[a-zA-Z]{0,2}(?:"""|'''))?\s?/
/** What follows the summary of a documentation comment. */
const SECTION =
  /^(?:@\w|:\w+.*:|\\\w|<p>|<\/?(?:pre|ul|ol|li|table)|(?:Args|Arguments|Parameters|Params|Returns|Raises|Yields|Examples?|Notes?|Usage)\b:?\s*$|#+ |[-=~*#]{3,}|```)/
const SENTENCE_END = /[.!?。](?:["')\]]|<\/\w+>)*$/
const LICENCE = /copyright|licen[cs]e|spdx-/i
const LICENCE_REACH = 12
/** Comments that tools obey. */
const DIRECTIVE = /^\s*(?:\/\/\s*(?:go:|\+build|@ts-|eslint|prettier|biome|nolint|#)|#\s*(?:type:|noqa|pylint|!|-\*-|frozen_string)|\/\*\s*(?:eslint|global|@jsx|istanbul))/

/**
 * Which rows of the comment on rows `start` to `end` go. Of a `doc`, what it says of the code right below, the first
 * sentence stays; of a `remark` or a licence nothing. Undefined if all of it stays.
 */
export function commentCut(rows: readonly string[], start: number, end: number, role: 'doc' | 'remark'): Cut | undefined {
  if (end - start < 1) return undefined
  for (let row = start; row <= end; row++) if (DIRECTIVE.test(rows[row]!)) return undefined
  const isOpen = /^\s*(?:\/\*|[a-zA-Z]{0,2}(?:"""|'''))/.test(rows[start]!)
  const isLicence = start < LICENCE_REACH && LICENCE.test(rows.slice(start, Math.min(end, start + LICENCE_REACH) + 1).join('\n'))
  const isMarked = /^\s*(?:\/|#)/.test(rows[start]!)
  if (isLicence && isMarked) return { start, end: end + 1, isInside: false }
  if (role === 'remark' && isMarked) return { start, end: end + 1, isInside: false }
  const from = summaryEnd(rows, start, end)
  const to = isOpen ? end : end + 1
  return from < to ? { start: from, end: to, isInside: isOpen } : undefined
}

/** The first row behind the summary of a comment. */
function summaryEnd(rows: readonly string[], start: number, end: number): number {
  let count = 0
  for (let row = start; row <= end; row++) {
    const text = rows[row]!.replace(MARK, '').trim()
    const isEmpty = !/[\p{L}\p{N}]/u.test(text)
    if (count > 0 && (isEmpty || SECTION.test(text))) return row
    if (isEmpty) continue
    if (++count === DOC_ROWS || SENTENCE_END.test(text)) return row + 1
  }
  return end + 1
}
