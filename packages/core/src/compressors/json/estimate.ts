// A cheap guess at how many tokens a text has, for choosing between spellings of the same content.

const LETTER = 1
const DIGIT = 2
const SPACE = 3
const OTHER = 4
const CLASSES = classTable()

/**
 * Tokens of a text, roughly as o200k splits it: a word is a token and one more per four letters past seven, digits go by
 * threes, punctuation by threes. A single space belongs to the word behind it. Within a fifth or so; comparisons of two
 * spellings of one content are closer than that.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  let run = 0
  let kind = 0
  for (let i = 0; i <= text.length; i++) {
    const next = i === text.length ? 0 : classOf(text.charCodeAt(i))
    if (next === kind) {
      run++
      continue
    }
    if (kind === LETTER) tokens += run <= 7 ? 1 : 1 + Math.ceil((run - 7) / 4)
    else if (kind === DIGIT || kind === OTHER) tokens += Math.ceil(run / 3)
    else if (kind === SPACE && run > 1) tokens++
    kind = next
    run = 1
  }
  return tokens
}

function classOf(code: number): number {
  return code < 128 ? CLASSES[code]! : code < 0xc0 ? OTHER : LETTER
}

function classTable(): Uint8Array {
  const table = new Uint8Array(128)
  table.fill(OTHER)
  table.fill(SPACE, 0, 33)
  table.fill(DIGIT, 48, 58)
  table.fill(LETTER, 65, 91)
  table.fill(LETTER, 97, 123)
  return table
}
