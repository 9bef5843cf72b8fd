// Holds what a compressed text of several kinds shows against its original.
import { type MixedPiece, readMixed } from './decode-mixed.ts'

type Check = (original: string, shown: string) => string | undefined

/** Places tried for one verbatim piece: what stands between it and the piece before decides. */
const TRIES = 5000

/**
 * What is false in a text that the mixed compressor has made, in words; undefined if all of it is true: every piece
 * between the parts stands in the original as it is, in order, and `check` finds nothing false in any part.
 */
export function falseMixed(original: string, shown: string, check: Check): string | undefined {
  if (shown === original) return undefined
  const pieces = readMixed(shown)
  return pieces ? falseFrom(original, { pieces, check }, { piece: 0, at: 0 }) : 'not in the form of mixed content'
}

interface Subject {
  pieces: readonly MixedPiece[]
  check: Check
}

/** What is false from a piece on, if that piece stands in the original from `at` on. */
function falseFrom(
  original: string,
  subject: Subject,
  { piece, at }: { piece: number; at: number },
): string | undefined {
  const { pieces, check } = subject
  const here = pieces[piece]
  if (!here) return at === original.length ? undefined : 'the end of the original is missing'
  if ('verbatim' in here) {
    if (!original.startsWith(here.verbatim, at))
      return `shows ${brief(here.verbatim)} where the original has ${brief(original.slice(at))}`
    return falseFrom(original, subject, { piece: piece + 1, at: at + here.verbatim.length })
  }
  const next = pieces[piece + 1]
  const wanted = next && 'verbatim' in next ? next.verbatim : ''
  let found: string | undefined
  for (const end of placesOf(original, wanted, { from: at, isLast: piece + 2 >= pieces.length })) {
    const part = original.slice(at, end) + (here.isCut ? ']' : '')
    const words = check(part, here.encoded) ?? falseFrom(original, subject, { piece: piece + 1, at: end })
    if (!words) return undefined
    found ??= words
  }
  return found ?? `shows ${brief(wanted)}, which the original does not have here`
}

/** Where a verbatim piece may stand; the last one only at the end. */
function placesOf(original: string, wanted: string, { from, isLast }: { from: number; isLast: boolean }): number[] {
  if (isLast) return original.endsWith(wanted) ? [original.length - wanted.length] : []
  const places: number[] = []
  for (let at = original.indexOf(wanted, from); at >= 0 && places.length < TRIES; at = original.indexOf(wanted, at + 1))
    places.push(at)
  return places
}

const brief = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
