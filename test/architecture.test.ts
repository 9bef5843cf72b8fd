// The rules of the house that a machine can check: who may import whom, and how long things may get.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Source {
  /** Path from the workspace's root. */
  path: string
  package: string
  text: string
  lines: string[]
  imports: string[]
}

const IMPORT = /^(?:import|export) (?:type )?(?:\{[^}]*\}|\* as \w+|\w+) from '([^']+)'|\bimport\('([^']+)'\)/gm

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/\.(test|d)\.ts$/.test(name))
    .map((name) => {
      const path = join(folder, name)
      const text = readFileSync(join(root, path), 'utf8')
      const imports = [...text.matchAll(IMPORT)].map((match) => (match[1] ?? match[2])!)
      return { path, package: folder.split('/')[1]!, text, lines: text.split('\n'), imports }
    })
}

const packages = readdirSync(join(root, 'packages'))
const sources = packages.flatMap((name) => sourcesIn(join('packages', name, 'src')))
const core = sources.filter((source) => source.package === 'core')

/** Layers of core, from the ground up: a file may import from its own layer's folder and from layers below. */
const LAYERS: readonly (readonly string[])[] = [
  ['types', 'errors', 'hash', 'bytes', 'bounded-cache', 'text-digest', 'snapshot', 'numbered-lines', 'definition-line'],
  ['body', 'tokens', 'store'],
  ['compressors', 'wires', 'providers', 'cache', 'ccr', 'memory', 'repeats'],
  ['trace', 'extensions', 'policies', 'memo', 'options', 'offload', 'appraise', 'exchange', 'services', 'attempt'],
  ['segments', 'hooks', 'report', 'compress-segment', 'fold-segment', 'notify'],
  ['stages'],
  ['runtime', 'settlement', 'settle-stream', 'framing'],
  ['pipeline'],
  ['requests', 'engine'],
  ['headroom', 'compress'],
  ['index', 'testing', 'worker', 'clients', 'replay'],
]
const layerOf = (part: string) => LAYERS.findIndex((layer) => layer.includes(part))
/** The folder, or the file at the top, that a path in core belongs to. */
const partOf = (path: string) => relative('packages/core/src', path).split('/')[0]!.replace(/\.ts$/, '')

function localImports({ path, imports }: Source): string[] {
  return imports.filter((name) => name.startsWith('.')).map((name) => join(path, '..', name))
}

describe('the architecture', () => {
  it('knows every part of core', () => {
    expect(core.map(({ path }) => partOf(path)).filter((part) => layerOf(part) < 0)).toEqual([])
  })

  it('lets dependencies point one way, and siblings be strangers', () => {
    const wrong = core.flatMap((source) =>
      localImports(source)
        .filter((target) => {
          const [from, to] = [partOf(source.path), partOf(target)]
          const below = layerOf(to) < layerOf(from)
          const isFlat = layerOf(from) > 2 || layerOf(from) === 0
          return !(below || from === to || (isFlat && layerOf(from) === layerOf(to)))
        })
        .map((target) => `${source.path} → ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('has no import cycle', () => {
    const graph = new Map(sources.map((source) => [source.path, valueImports(source)]))
    const cycles: string[] = []
    const done = new Set<string>()
    const visit = (path: string, trail: string[]) => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      if (trail.includes(path) || done.has(path)) return
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
      done.add(path)
    }
    for (const path of graph.keys()) visit(path, [])
    expect(cycles).toEqual([])
  })

  it('lets other packages import the public entries of core only', () => {
    const wrong = sources
      .filter((source) => source.package !== 'core')
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => /headroom\/[^/]+\/(?:src|dist)|\.\.\/\.\.\/\.\./.test(name))
          .map((name) => `${path}: ${name}`),
      )
    expect(wrong).toEqual([])
  })

  it('keeps Node out of everything that core’s main entry reaches', () => {
    const reached = reachable('packages/core/src/index.ts')
    const wrong = [...reached].filter((path) =>
      core.find((source) => source.path === path)!.imports.some((name) => name.startsWith('node:')),
    )
    expect(wrong).toEqual([])
    expect([...reached].filter((path) => path.includes('/compressors/code/'))).toEqual([])
  })

  it('reads the environment in the command line only, and where LiteLLM’s users expect their keys to be found', () => {
    expect(paths(/process\??\.env\b/)).toEqual(['packages/litellm/src/completion.ts', 'packages/proxy/src/cli.ts'])
  })

  it('has no `any`, no enums, no default exports, and no blind re-exports', () => {
    expect(paths(/(?::|<|\bas)\s*any\b/)).toEqual([])
    expect(paths(/^\s*(?:export\s+)?(?:const\s+)?enum\s/m)).toEqual([])
    expect(paths(/^export default/m)).toEqual([])
    expect(paths(/^export \*/m)).toEqual([])
  })

  it('decides nothing by clock or chance', () => {
    const deciding = core.filter(({ path }) => /src\/(?:compressors|wires|body|tokens|cache)\//.test(path))
    expect(paths(/Date\.now|new Date\(\)|Math\.random|performance\.now/, deciding)).toEqual([])
  })

  it('keeps files and functions short', () => {
    expect(
      sources.filter(({ lines }) => lines.length > 401).map(({ path, lines }) => `${path}: ${lines.length} lines`),
    ).toEqual([])
    expect(sources.flatMap(longFunctions)).toEqual([])
  })

  it('tells the whole flow on one screen', () => {
    const pipeline = core.find(({ path }) => path.endsWith('src/pipeline.ts'))!
    expect(pipeline.lines.length).toBeLessThanOrEqual(80)
  })
})

function paths(pattern: RegExp, among = sources): string[] {
  return among
    .filter(({ lines }) => pattern.test(lines.filter((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line)).join('\n')))
    .map(({ path }) => path)
}

function valueImports(source: Source): string[] {
  const typeOnly = new Set([...source.text.matchAll(/import type [^;]*? from '([^']+)'/g)].map((match) => match[1]!))
  return localImports({ ...source, imports: source.imports.filter((name) => !typeOnly.has(name)) })
}

function reachable(start: string, seen = new Set<string>()): Set<string> {
  if (seen.has(start)) return seen
  seen.add(start)
  for (const next of valueImports(core.find(({ path }) => path === start)!)) reachable(next, seen)
  return seen
}

/** Functions of over 80 lines, by their indentation: formatted code closes a block where it has opened it. */
function longFunctions({ path, lines }: Source): string[] {
  const long: string[] = []
  lines.forEach((line, start) => {
    const opening =
      /^(\s*)(?:export )?(?:async )?(?:function\b|const \w+ = (?:async )?\(|(?:async )?\*?\w+\([^;]*\)[^;=]*\{$)/.exec(
        line,
      )
    if (!opening || /^\s*(?:if|for|while|switch|return)\b/.test(line)) return
    const end = lines.findIndex((other, index) => index > start && other.startsWith(`${opening[1]}}`))
    if (end - start > 80) long.push(`${path}:${start + 1}: ${end - start} lines`)
  })
  return long
}
