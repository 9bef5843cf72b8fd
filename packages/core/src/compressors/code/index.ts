// Code-aware compression: source files shrink to what a reader needs, and stay code. Not among the built-in compressors: it
// needs a parser, which is loaded when the first code comes.

import type { CompressContext, Compressed, Compressor, Segment } from '../../types.ts'
import { droppedOf } from '../dropped.ts'
import { countLines } from '../lines.ts'
import { readCall } from './call.ts'
import { type CodeReading, type Excerpt, LENGTH_MAX, readCode } from './excerpts.ts'
import { createGrammars, type Grammars, type WasmSource } from './grammars.ts'
import { LANGUAGE_NAMES, type LanguageName, languagesOfFile } from './languages.ts'
import { type Thinned, thinCode } from './thin-code.ts'
import { closeGaps, holdsNotes } from './write.ts'

export type { LanguageName, WasmSource }
export { LANGUAGE_NAMES }

export interface CodeOptions {
  /** Languages whose code may be shortened. @default all that are known */
  languages?: readonly LanguageName[]
  /**
   * Share of a file's tokens that may stay. What the outline leaves of it goes to statements that hand errors on, then to
   * the bodies that are called most.
   * @default 0.33
   */
  keep?: number
  /** Where parser and grammars come from. @default the packages web-tree-sitter and @repomix/tree-sitter-wasms */
  wasm?: WasmSource
}

export interface CodeCompressor extends Compressor {
  /** Loads parser and grammars before the first code comes. Rejects where a package is missing. */
  load(languages?: readonly LanguageName[]): Promise<void>
}

interface Settings {
  grammars: Grammars
  languages: ReadonlySet<LanguageName>
  keep: number
}

/** How many languages are tried for a text whose file is not named. */
const GUESSES = 3

/**
 * A compressor of source code. At `recoverable`, imports, declarations, signatures and the first words of their comments
 * stay byte for byte, and so do short bodies and those that the query names; a comment stands for the lines that are left
 * out. There is no lossless form.
 *
 * @example
 * const headroom = createHeadroom().use(createCodeCompressor())
 * // export function settle(turn: Turn): Reply {
 * //   // <<ccr:… lines 42-97 omitted; 310 of 412 in all>>
 * // }
 */
export function createCodeCompressor(options: CodeOptions = {}): CodeCompressor {
  const { languages = LANGUAGE_NAMES, keep = 0.33, wasm } = options
  const grammars = createGrammars(wasm)
  const settings: Settings = { grammars, languages: new Set(languages), keep }
  const load = async (names: readonly LanguageName[]) => {
    await Promise.all(names.map(grammars.load))
  }
  return {
    name: 'code',
    version: 1,
    longest: LENGTH_MAX,

    bid: (segment) => read(segment).bid,

    prepare(segment, level) {
      if (level === 'lossless') return undefined
      const missing = new Set<LanguageName>()
      for (const { candidates } of partsOf(segment, read(segment), settings))
        for (const name of candidates) if (!grammars.has(name)) missing.add(name)
      return missing.size === 0 ? undefined : load([...missing])
    },

    compress(segment, context) {
      const reading = read(segment)
      readings.delete(segment)
      if (context.level === 'lossless' || holdsNotes(segment.text)) return undefined
      return compressCode(segment, reading, { context, settings })
    },

    load: (some = languages) => load(some),
  }
}

/** What was found out for a bid is needed again to compress. */
const readings = new WeakMap<object, { text: string; reading: CodeReading }>()

function read(segment: Pick<Segment, 'text'>): CodeReading {
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

/** The parts of a text that may be shortened: none if the call has asked for just these lines. */
function partsOf({ toolInput }: Segment, reading: CodeReading, { languages }: Settings): Part[] {
  const { excerpts } = reading
  const { path = reading.path, namesLines } = readCall(
    toolInput,
    excerpts.reduce((sum, { rows }) => sum + rows.length, 0),
  )
  if (namesLines) return []
  const ofFile = path === undefined ? undefined : languagesOfFile(path)
  return excerpts.map((excerpt) => {
    const said = excerpt.isWholeFile ? ofFile : excerpt.language && [excerpt.language]
    const candidates = said ?? excerpt.likeness.languages.slice(0, GUESSES)
    return { excerpt, isGuess: !said, candidates: candidates.filter((name) => languages.has(name)) }
  })
}

function compressCode(
  segment: Segment,
  reading: CodeReading,
  { context, settings }: { context: CompressContext; settings: Settings },
): Compressed | undefined {
  const { grammars, keep } = settings
  const parts = partsOf(segment, reading, settings)
  const thinned = parts.map((part) =>
    thinCode(part.excerpt, { ...part, grammars, query: segment.query, keep, bias: context.bias }),
  )
  const hidden = parts.flatMap(({ excerpt }, i) => numbersOf(excerpt, thinned[i]))
  if (hidden.length === 0) return undefined
  const total = parts.reduce((sum, { excerpt }) => sum + countLines(excerpt.rows), 0)
  const marker = (words: string) => context.drop(reading.original, `${words}; ${hidden.length} of ${total} in all`)
  const first = thinned.findIndex((result) => result !== undefined)
  const written = parts.map(({ excerpt }, i) => {
    const result = thinned[i]
    return result ? closeGaps(excerpt, result, i === first ? marker : undefined) : excerpt.shown
  })
  return {
    text: reading.join(written),
    level: 'recoverable',
    dropped: [droppedOf(hidden, { unit: 'lines', total, reason: 'bodies and comments in code' })],
    summary: `${hidden.length} of ${total} lines of code left out`,
  }
}

/** Indexes of the lines that go, in the text that the marker stands for. */
function numbersOf({ numberOf }: Excerpt, thinned: Thinned | undefined): number[] {
  return (thinned?.gaps ?? []).flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, i) => numberOf(start + i) - 1),
  )
}
