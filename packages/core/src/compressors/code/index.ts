// Code-aware compression: source files shrink to what a reader needs, and stay code. Not among the built-in compressors: it
// needs a parser, which is loaded when the first code comes.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { droppedOf } from '../dropped.ts'
import { countLines } from '../lines.ts'
import { readCall } from './call.ts'
import { type Excerpt, type Reading, readCode } from './excerpts.ts'
import { createGrammars, type Grammars, type WasmSource } from './grammars.ts'
import { LANGUAGE_NAMES, type LanguageName, languagesOfFile } from './languages.ts'
import type { Gap } from './outline.ts'
import { selectRows } from './select.ts'
import { errorsIn, readTree, type SyntaxError, type SyntaxNode } from './syntax-tree.ts'
import { closeGaps } from './write.ts'

export type { LanguageName, WasmSource }
export { LANGUAGE_NAMES }

export interface CodeOptions {
  /** Languages whose code may be made shorter. @default all that are known */
  languages?: readonly LanguageName[]
  /**
   * Whether the results of all tools may be made shorter, or only of those whose policy has `options: { code: true }`.
   * @default true
   */
  everywhere?: boolean
  /**
   * Share of a file's tokens that may stay. What the outline leaves of it goes to statements that hand errors on, then to
   * the bodies that are called most.
   * @default 0.33
   */
  keep?: number
  /** Where the parser and the grammars come from. @default the packages web-tree-sitter and @repomix/tree-sitter-wasms */
  wasm?: WasmSource
}

export interface CodeCompressor extends Compressor {
  /** Loads parser and grammars before the first code comes. Rejects where a package is missing. */
  load(languages?: readonly LanguageName[]): Promise<void>
}

interface Settings {
  grammars: Grammars
  languages: ReadonlySet<LanguageName>
  everywhere: boolean
  keep: number
}

/** Rows in errors, as a share of all: of a file whose name tells its language, and where that is a guess. */
const BROKEN_MOST = 0.2
const BROKEN_MOST_GUESSED = 0.01
/** How many languages are tried for a text whose file is not named. */
const GUESSES = 3

/**
 * A compressor of source code. At `recoverable`, imports, declarations, signatures and the first words of their comments
 * stay byte for byte, and so do short bodies and what the query names; a comment stands for the lines that are left out.
 * There is no lossless form.
 *
 * @example
 * const headroom = createHeadroom().use(createCodeCompressor())
 * // export function settle(turn: Turn): Reply {
 * //   // <<ccr:… lines 42-97 omitted; 310 of 412 in all>>
 * // }
 */
export function createCodeCompressor(options: CodeOptions = {}): CodeCompressor {
  const { languages = LANGUAGE_NAMES, everywhere = true, keep = 0.33, wasm } = options
  const loadAll = async (names: readonly LanguageName[]) => {
    await Promise.all(names.map(settings.grammars.load))
  }
  const settings: Settings = { grammars: createGrammars(wasm), languages: new Set(languages), everywhere, keep }
  return {
    name: 'code',
    version: 1,

    bid: (segment) => read(segment).bid,

    prepare(segment) {
      const named = partsOf(segment, read(segment)).flatMap(({ candidates }) => candidates)
      const missing = [...new Set(named)].filter((name) => settings.languages.has(name) && !settings.grammars.has(name))
      return missing.length === 0 ? undefined : loadAll(missing)
    },

    compress(segment, context) {
      const reading = read(segment)
      readings.delete(segment)
      const isOn = context.options.code ?? settings.everywhere
      if (context.level === 'lossless' || isOn !== true) return undefined
      return compressCode(segment, reading, { context, settings })
    },

    load: (some = languages) => loadAll(some),
  }
}

/** What was found out for a bid is needed again to compress. */
const readings = new WeakMap<object, { text: string; reading: Reading }>()

function read(segment: Pick<Segment, 'text'>): Reading {
  const { text } = segment
  const known = readings.get(segment)
  if (known?.text === text) return known.reading
  const reading = readCode(text)
  readings.set(segment, { text, reading })
  return reading
}

/** A part of a text, and the languages that it may be in. */
interface Part {
  excerpt: Excerpt
  candidates: readonly LanguageName[]
  isGuess: boolean
}

/** The parts of a text that may go, by what was asked for: a file's name tells its language, and lines that were named stay. */
function partsOf({ toolInput }: Segment, { excerpts, path: ownPath }: Reading): Part[] {
  const total = excerpts.reduce((sum, { rows }) => sum + rows.length, 0)
  const { path = ownPath, namesLines } = readCall(toolInput, total)
  if (namesLines) return []
  const ofFile = path === undefined ? undefined : languagesOfFile(path)
  return excerpts.map((excerpt) => {
    const said = excerpt.language ? [excerpt.language] : excerpt.isWholeFile ? ofFile : undefined
    return { excerpt, isGuess: !said, candidates: said ?? excerpt.likeness.languages.slice(0, GUESSES) }
  })
}

function compressCode(
  segment: Segment,
  reading: Reading,
  { context, settings }: { context: CompressContext; settings: Settings },
): Compressed | undefined {
  const parts = partsOf(segment, reading)
  const thinned = parts.map((part) => thin(part, segment, { context, settings }))
  const gone = thinned.reduce((sum, result) => sum + (result?.gone ?? 0), 0)
  const total = parts.reduce((sum, { excerpt }) => sum + countLines(excerpt.rows), 0)
  if (gone === 0) return undefined
  let isFirst = true
  const marker = (words: string) => {
    isFirst = false
    return context.drop(reading.original, `${words}; ${gone} of ${total} in all`)
  }
  const written = thinned.map((result, i) => {
    const { excerpt } = parts[i]!
    if (!result) return excerpt.shown
    return closeGaps(excerpt, result.gaps, { language: result.language, marker: isFirst ? marker : undefined })
  })
  const hidden = thinned.flatMap((result, i) => (result ? numbersOf(parts[i]!.excerpt, result.gaps) : []))
  const dropped = droppedOf(hidden, { unit: 'lines', total, reason: 'bodies and comments of code' })
  return {
    text: reading.join(written),
    level: 'recoverable',
    dropped: [dropped],
    summary: `${gone} of ${total} lines of code left out`,
  }
}

function numbersOf({ numberOf }: Excerpt, gaps: readonly Gap[]): number[] {
  return gaps.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => numberOf(start + i) - 1))
}

interface Thinned {
  language: LanguageName
  gaps: Gap[]
  gone: number
}

/** What goes of an excerpt; undefined if it cannot be read well enough, or would not be read as well any more. */
function thin(
  { excerpt, candidates, isGuess }: Part,
  { query }: Segment,
  { context, settings: { grammars, languages, keep } }: { context: CompressContext; settings: Settings },
): Thinned | undefined {
  const { rows, numberOf } = excerpt
  const found = bestReading(rows, candidates.filter(languages.has, languages), grammars)
  if (!found || brokenRows(found.errors) > rows.length * (isGuess ? BROKEN_MOST_GUESSED : BROKEN_MOST)) return undefined
  const { language, root, errors } = found
  const { gaps } = selectRows(root, rows, { query, keep, bias: context.bias, numberOf })
  if (gaps.length === 0) return undefined
  const code = closeGaps({ ...excerpt, shown: rows, margin: () => '' }, gaps, { language }).join('\n')
  const tree = grammars.parse(language, code)
  const after = tree && errorsIn(tree)
  tree?.delete()
  if (!after || !isNoWorse(after, errors)) return undefined
  return { language, gaps, gone: gaps.reduce((sum, { start, end }) => sum + end - start, 0) }
}

interface Read {
  language: LanguageName
  root: SyntaxNode
  errors: SyntaxError[]
}

/** The first language in which the code has no error, or the one with errors on the fewest rows. */
function bestReading(rows: readonly string[], candidates: readonly LanguageName[], grammars: Grammars): Read | undefined {
  const code = rows.join('\n')
  let best: Read | undefined
  for (const language of candidates) {
    const tree = grammars.parse(language, code)
    if (!tree) continue
    const errors = errorsIn(tree)
    if (!best || brokenRows(errors) < brokenRows(best.errors)) best = { language, root: readTree(tree), errors }
    tree.delete()
    if (errors.length === 0) break
  }
  return best
}

const brokenRows = (errors: readonly SyntaxError[]) => errors.reduce((sum, { start, end }) => sum + end - start + 1, 0)

/** True if every error was there before. */
function isNoWorse(after: readonly SyntaxError[], before: readonly SyntaxError[]): boolean {
  const left = new Map<string, number>()
  for (const { text } of before) left.set(text, (left.get(text) ?? 0) + 1)
  return after.every(({ text }) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count > 0
  })
}
