// What a session needed later: words of tool results that the model wrote into later calls, and that nobody had said otherwise.
// At the request before such a call, could the model see the word, fetch it, or neither?
import type { Segment } from '../types.ts'

/** One text of a session, in order, with what became of it. */
export interface ReadText {
  segment: Segment
  /** The text as it was sent. */
  sent: string
  /** What markers in it can fetch back. */
  redeemable: readonly string[]
}

export interface Needed {
  /** Words that were needed. */
  values: number
  visible: number
  retrievable: number
  lost: number
  /** Some of the lost ones, with the message whose call needed them. */
  lostValues: { value: string; message: number }[]
}

/** Shorter words are said by chance, longer ones are no names of anything. */
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_./@:+-]{3,160}/gu
const MOST_LOST_SHOWN = 20

/**
 * Goes through the texts of a session once.
 * @param texts all texts in order, those of calls among them
 */
export function neededLater(texts: Iterable<ReadText>): Needed {
  const needed: Needed = { values: 0, visible: 0, retrievable: 0, lost: 0, lostValues: [] }
  /** Words that tool results alone have shown, that people or models have said, that are visible, that can be fetched. */
  const shown = new Set<string>()
  const said = new Set<string>()
  const visible = new Set<string>()
  const fetchable = new Set<string>()
  for (const { segment, sent, redeemable } of texts) {
    if (segment.kind === 'tool-call') {
      for (const word of wordsOf(segment.text)) {
        if (!shown.has(word) || said.has(word)) continue
        said.add(word)
        needed.values++
        if (visible.has(word)) needed.visible++
        else if (fetchable.has(word)) needed.retrievable++
        else {
          needed.lost++
          if (needed.lostValues.length < MOST_LOST_SHOWN)
            needed.lostValues.push({ value: word, message: segment.message })
        }
      }
      continue
    }
    if (segment.kind !== 'tool-result') {
      for (const word of wordsOf(segment.text)) said.add(word)
      continue
    }
    const words = wordsOf(segment.text)
    for (const word of words) shown.add(word)
    for (const word of sent === segment.text ? words : wordsOf(sent)) visible.add(word)
    for (const original of redeemable) for (const word of wordsOf(original)) fetchable.add(word)
  }
  return needed
}

/** Each word once; a sentence's full stop or a line's colon is no part of it. */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>()
  for (const [word] of text.matchAll(WORD)) {
    const bare = word.replace(/[./:+-]+$/, '')
    if (bare.length >= 4) words.add(bare)
  }
  return words
}
