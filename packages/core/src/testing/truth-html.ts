// Holds Markdown made of a page against the page: every line says what the page says, in its order.
import { lettersOf, readHtml, type Spoken } from './read-html.ts'
import { falseJson } from './truth-json.ts'

const HEADER = /^# headroom html: .*<<ccr:[0-9a-f]{24} ([^>]*)>>$/
const SIZES = /; ([\d,]+) characters of HTML, ([\d,]+) shown$/
const FENCE = /^(`{3,}|~{3,})([\w+#.-]*)$/
const DEFINITION = /^\[([^[\]\n]+)\]: (.+)$/
const TARGET = /\]\((?:<([^<>]*)>|((?:[^()\s<]|\([^()\s]*\))+))\)/g

/**
 * Checks a page as Markdown: lines stand in the page's text, in order and without gaps; headings have their level, code
 * every character, links a target that the page has; the sizes in the marker are exact.
 *
 * @example falseHtml('<p>One two</p>', '# headroom html: …\nOne three') // 'shows "One three", …'
 */
export function falseHtml(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  const end = shown.indexOf('\n')
  const words = HEADER.exec(shown.slice(0, end))?.[1]
  if (words === undefined) return 'has no header with a marker'
  const spoken = readHtml(original)
  const body = shown.slice(end + 1)
  return falseSizes(words, { original, body, spoken }) ?? falseLines(body.split('\n'), spoken)
}

/** What is false in Markdown made of a piece of HTML, in words. */
export function falseMarkdown(html: string, markdown: string): string | undefined {
  return falseLines(markdown.split('\n'), readHtml(html))
}

function falseSizes(words: string, { original, body, spoken }: { original: string; body: string; spoken: Spoken }) {
  const [total, left] = (SIZES.exec(words)?.slice(1) ?? []).map((number) => Number(number.replaceAll(',', '')))
  if (total !== original.length || left !== body.length) return `says ${words} of ${original.length} and ${body.length}`
  const scripts = Number(/, ([\d,]+) scripts?[,;]/.exec(words)?.[1]?.replaceAll(',', '') ?? 0)
  return scripts === spoken.scripts ? undefined : `says ${scripts} scripts of ${spoken.scripts}`
}

function falseLines(lines: readonly string[], spoken: Spoken): string | undefined {
  const place = createPlace(spoken)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!
    const fence = FENCE.exec(line)
    if (fence) {
      const close = lines.indexOf(fence[1]!, index + 1)
      const code = lines.slice(index + 1, close).join('\n')
      if (close < 0 || !isCode(code, fence[2]!, spoken))
        return `shows code that the page does not have: ${JSON.stringify(code)}`
      // data of scripts is no text of the page
      if (fence[2] !== 'json') place.find(lettersOf(code))
      index = close
    } else {
      const problem = falseLine(line, { spoken, place })
      if (problem) return problem
    }
  }
  return undefined
}

/** Code stands as the page has it; data of scripts may be JSON as the JSON compressor shows it. */
function isCode(code: string, language: string, { blocks }: Spoken): boolean {
  const bare = code.replace(/\n$/, '')
  if (blocks.some((block) => block.includes(bare))) return true
  return language === 'json' && blocks.some((block) => isJson(block) && falseJson(block.trim(), bare) === undefined)
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

function falseLine(line: string, { spoken, place }: { spoken: Spoken; place: Place }): string | undefined {
  const head = /^(?:title|description): (.*)$/.exec(line)
  if (head && spoken.head.includes(lettersOf(head[1]!))) return undefined
  const definition = DEFINITION.exec(line)
  if (definition && spoken.targets.has(definition[2]!) && place.has(lettersOf(definition[1]!))) return undefined
  const targets = [...line.matchAll(TARGET)].map((match) => match[1] ?? match[2]!)
  const wrong = targets.find((target) => !spoken.targets.has(target))
  if (wrong !== undefined && !spoken.letters.includes(lettersOf(wrong))) return `links to ${wrong}`
  const text = line
    .replace(TARGET, (all, wrapped?: string, plain?: string) => (spoken.targets.has(wrapped ?? plain!) ? ']' : all))
    .replace(/\[x\](?= |$)/g, '')
  const heading = /^(#{1,6}) /.exec(line)
  if (heading && !spoken.headings.get(heading[1]!.length)?.some((each) => isPart(lettersOf(text), each)))
    return `shows ${JSON.stringify(line)}, which is no heading of this level`
  const unnumbered = text.replace(/^[\s>:-]*(?:-?\d+\.(?: |$)(?:[-:>] )*)+/, '')
  if (place.find(lettersOf(text), lettersOf(unnumbered))) return undefined
  return `shows ${JSON.stringify(line)}, which the page does not say here`
}

/** True if all letters of a stand in b, in order: buttons and the like in a heading may be passed over. */
function isPart(a: string, b: string): boolean {
  let at = 0
  for (const letter of b) if (letter === a[at] || a.startsWith(letter, at)) at += letter.length
  return at >= a.length
}

type Place = ReturnType<typeof createPlace>

/** Goes through a page's letters, with and without what a line may pass over. */
function createPlace({ letters, hidden, buttons }: Spoken) {
  const views = [[], hidden, buttons, [...hidden, ...buttons]].map((ranges) => createView(letters, outermost(ranges)))
  let at = 0
  return {
    has: (text: string) => views.some((view) => view.letters.includes(text)),
    /** Moves behind the next place that has the letters of one of the texts; false if there is none. */
    find(...texts: string[]): boolean {
      const next = Math.min(...texts.flatMap((text) => (text === '' ? at : views.map((view) => view.endOf(text, at)))))
      if (next === Infinity) return false
      at = next
      return true
    },
  }
}

/** Letters without those in some ranges. */
function createView(all: string, ranges: readonly Range[]) {
  let letters = ''
  let from = 0
  for (const [start, end] of [...ranges, [all.length, all.length] as const]) {
    letters += all.slice(from, start)
    from = end
  }
  const inView = (at: number) => at - ranges.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(at, b) - a), 0)
  const inAll = (at: number) => ranges.reduce((place, [a, b]) => (place >= a ? place + b - a : place), at)
  return {
    letters,
    /** Where, in all letters, the first such text from a place on ends. */
    endOf(text: string, at: number): number {
      const found = letters.indexOf(text, inView(at))
      return found < 0 ? Infinity : inAll(found + text.length - 1) + 1
    },
  }
}

type Range = readonly [number, number]

function outermost(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0] || b[1] - a[1])
  let reach = 0
  return sorted.filter(([, end]) => {
    if (end <= reach) return false
    reach = end
    return true
  })
}
