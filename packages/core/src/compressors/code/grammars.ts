// The parser and its grammars: loaded once, when the first text needs them, and asked to parse within bounds.

import type { Parser, Language as ParserLanguage, Tree } from 'web-tree-sitter'
import { LANGUAGES, type LanguageName } from './languages.ts'

/**
 * Gives a WebAssembly file by its name, `web-tree-sitter.wasm` or `tree-sitter-python.wasm`: its path, its URL or its
 * bytes; undefined to look for it where the packages are.
 */
export type WasmSource = (file: string) => Promise<string | URL | Uint8Array | undefined>

/** Reads code into trees. Whoever gets a tree deletes it. */
export interface Grammars {
  /** Resolves when code in the language can be parsed; rejects where a package is missing. */
  load(language: LanguageName): Promise<void>
  has(language: LanguageName): boolean
  /** Undefined if parsing would take more work than a text of this length is worth. Throws if the language is not loaded. */
  parse(language: LanguageName, code: string): Tree | undefined
}

const RUNTIME = 'web-tree-sitter'
const PACKAGE = '@repomix/tree-sitter-wasms'
/**
 * The parser reports about once in 130 characters; where it is at a loss it tries many readings at once and reports twice
 * as often, and the work grows with the square of what it skips. So many reports per character are allowed, and so many in
 * any case; the head of a long text is read by itself first.
 */
const STEPS_PER_CHARACTER = 0.016
const STEPS_LEAST = 60
const HEAD = 8_000
/** What is nested deeper, or longer on one line, nobody wrote by hand; reading it may take time beyond measure. */
const DEPTH_MAX = 150
const LINE_MAX = 3_000
/** Each comment that nothing closes is looked for to the very end. */
const UNCLOSED_MAX = 40

export function createGrammars(source?: WasmSource): Grammars {
  const loading = new Map<LanguageName, Promise<void>>()
  const loaded = new Map<LanguageName, ParserLanguage>()
  let runtime: ReturnType<typeof startRuntime> | undefined
  let parser: Parser | undefined

  async function loadGrammar(language: LanguageName): Promise<void> {
    const { Language, Parser } = await (runtime ??= startRuntime(source))
    const file = `tree-sitter-${LANGUAGES[language].grammar}.wasm`
    const found = (await source?.(file)) ?? placeOf(`${PACKAGE}/out/${file}`)
    loaded.set(language, await Language.load(found))
    parser ??= new Parser()
  }

  return {
    load(language) {
      let pending = loading.get(language)
      if (!pending) {
        pending = loadGrammar(language)
        loading.set(language, pending)
        // what failed may be mended, and is tried again
        pending.catch(() => {
          loading.delete(language)
          if (!parser) runtime = undefined
        })
      }
      return pending
    },
    has: (language) => loaded.has(language),
    parse(language, code) {
      const grammar = loaded.get(language)
      if (!grammar || !parser) throw new Error(`the grammar of ${language} is not loaded`)
      if (!isTame(code)) return undefined
      try {
        parser.setLanguage(grammar)
        return parseBounded(parser, code)
      } catch (error) {
        // a parser that has crashed is not to be trusted with the next text
        loaded.clear()
        loading.clear()
        parser = undefined
        throw error
      }
    },
  }
}

function parseBounded(parser: Parser, code: string): Tree | undefined {
  if (code.length > 2 * HEAD) {
    const head = parseInSteps(parser, code.slice(0, code.lastIndexOf('\n', HEAD) + 1))
    if (!head) return undefined
    head.delete()
  }
  return parseInSteps(parser, code)
}

function parseInSteps(parser: Parser, code: string): Tree | undefined {
  let steps = STEPS_LEAST + code.length * STEPS_PER_CHARACTER
  const tree = parser.parse(code, null, { progressCallback: () => --steps < 0 })
  if (!tree) parser.reset()
  return tree ?? undefined
}

/** False for text that is better not given to a parser. */
function isTame(code: string): boolean {
  let depth = 0
  let lineStart = 0
  for (let at = 0; at < code.length; at++) {
    const char = code.charCodeAt(at)
    if (char === 10) lineStart = at + 1
    // ( [ {
    else if (char === 40 || char === 91 || char === 123) depth++
    // ) ] }
    else if (depth > 0 && (char === 41 || char === 93 || char === 125)) depth--
    if (depth > DEPTH_MAX || at - lineStart > LINE_MAX) return false
  }
  return code.slice(code.lastIndexOf('*/') + 1).split('/*').length - 1 <= UNCLOSED_MAX
}

async function startRuntime(source: WasmSource | undefined) {
  const module = await import('web-tree-sitter').catch((cause) => {
    throw missing(RUNTIME, cause)
  })
  const found = await source?.('web-tree-sitter.wasm')
  if (found instanceof Uint8Array) await module.Parser.init({ wasmBinary: found })
  else await module.Parser.init(found === undefined ? undefined : { locateFile: () => String(found) })
  return module
}

function placeOf(name: string): URL {
  try {
    return new URL(import.meta.resolve(name))
  } catch (cause) {
    throw missing(PACKAGE, cause)
  }
}

function missing(name: string, cause: unknown): Error {
  return new Error(`code compression needs the package ${name}: npm install ${RUNTIME}@0.27.1 ${PACKAGE}@0.1.17`, {
    cause,
  })
}
