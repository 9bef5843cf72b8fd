// Where sentences end, in the scripts of the world. Intl.Segmenter would do it too, but differs between runtimes and their
// versions, breaks after "e.g." and "Mr.", and takes quadratic time on long paragraphs.

/** Shorter pieces, such as "Yes.", stay with what follows. */
const LEAST = 16
const LEAST_WIDE = 4
/** Scripts without full stops are cut at spaces, into pieces of at least this many letters. */
const SPACED_LEAST = 80

const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof st sr jr sra srta dra vs etc eg ie cf al no nr nos vol fig figs eq sec ch art arts p pp para approx dept est inc ltd co corp bros gen col sgt capt lt hon rev pres gov sen rep jan feb mar apr jun jul aug sep sept oct nov dec mt ft mi ed eds bzw ca usw vgl hrsg abs ev ggf inkl sog str tel zb bspw núm núms pág págs aprox av avda ud uds ej op cit mme mlle env г гг в вв т е тыс млн млрд руб им ул см рис стр др пр н р'.split(
    ' ',
  ),
)

/**
 * Splits `text.slice(start, end)`, which is one paragraph, into sentences: gives the start of each but the first. Breaks
 * rather too seldom than too often.
 */
export function sentenceStarts(text: string, start: number, end: number): number[] {
  const starts: number[] = []
  let from = start
  let spaced = false
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code >= 97 && code <= 122) continue
    if (code >= 0xe01 && code < 0x1100) spaced ||= isWithoutStops(code)
    let next = -1
    if (isStop(code)) next = afterStop(text, i, { from, end })
    else if (code === 32 && spaced && i - from >= SPACED_LEAST && isWithoutStops(text.charCodeAt(i + 1))) next = i + 1
    if (next < 0) continue
    if (next >= end) break
    if (next - from < (isWide(code) ? LEAST_WIDE : LEAST)) continue
    starts.push(next)
    from = next
    i = next - 1
  }
  return starts
}

/** Where the next sentence starts if the one from `from` ends with the stop at `at`; -1 if it does not. */
function afterStop(text: string, at: number, { from, end }: { from: number; end: number }): number {
  const code = text.charCodeAt(at)
  let i = at + 1
  while (i < end && (isStop(text.charCodeAt(i)) || isCloser(text.charCodeAt(i)))) i++
  const closed = i
  while (i < end && isSpace(text.charCodeAt(i))) i++
  if (i >= end) return end
  if (isWide(code)) return i
  if (i === closed || startsSmall(text, i)) return -1
  return code === 46 && closed === at + 1 && isAbbreviated(text, at, from) ? -1 : i
}

/** True if the full stop at `at` belongs to a short form, an initial, an ordinal or a list's number. */
function isAbbreviated(text: string, at: number, from: number): boolean {
  let i = at
  while (i > from && at - i < 12 && isLetterOrDigit(text.charCodeAt(i - 1))) i--
  const word = text.slice(i, at)
  if (word === '') return false
  if (/^\d+$/.test(word)) return word.length <= 2
  if (word.length === 1) return word !== 'I' && word.toLowerCase() !== word.toUpperCase()
  // "U.S." and "e.g.": letters with stops between them
  if (word.length <= 2 && i - 2 >= from && text.charCodeAt(i - 1) === 46) return true
  return ABBREVIATIONS.has(word.toLowerCase())
}

function startsSmall(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code < 128) return (code >= 97 && code <= 122) || code === 44 || code === 59
  if (code >= 0x590) return false
  const letter = text[at]!
  return letter === letter.toLowerCase() && letter !== letter.toUpperCase()
}

function isStop(code: number): boolean {
  if (code < 128) return code === 46 || code === 33 || code === 63
  return isWide(code) || code === 0x2026 || code === 0x61f || code === 0x6d4 || code === 0x589
}

/** Full stops of scripts in which no space need follow. */
function isWide(code: number): boolean {
  if (code < 0x964) return false
  if (code < 0x3000) return code === 0x964 || code === 0x965 || code === 0x104b || code === 0x1362 || code === 0x203c
  return code === 0x3002 || code === 0xff01 || code === 0xff1f || code === 0xff61
}

const CLOSERS = new Set([...`)]}"'*_\`»”’›」』】》）］｣〉`].map((letter) => letter.charCodeAt(0)))
function isCloser(code: number): boolean {
  return CLOSERS.has(code)
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000 || code === 0x2028
}

/** Thai, Lao, Khmer and Burmese letters. */
function isWithoutStops(code: number): boolean {
  return (code >= 0xe01 && code < 0xf00) || (code >= 0x1000 && code < 0x10a0) || (code >= 0x1780 && code < 0x1800)
}

function isLetterOrDigit(code: number): boolean {
  if (code < 128) return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122)
  return code >= 0xc0 && code < 0x2000
}
