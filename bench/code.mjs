// Source code: what is saved and what stays, per language, beside the peers that shorten code; how fast; what is left in
// memory; and whole sessions with code compression on. `npm run bench -- code --corpus DIR [--harness DIR]`
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHeadroom, tokenCounter } from '@headroom/core'
import { createCodeCompressor } from '@headroom/core/code'
import { brokenFile, codeFile, falsehood } from '@headroom/core/testing'
import { startProxy } from '@headroom/proxy'
import fc from 'fast-check'
import { Language, Parser } from 'web-tree-sitter'
import { context, segmentOf } from './code-segment.mjs'
import { percent, quantile, table } from './measure.mjs'
import { loadRepomix, REPOMIX_VERSION } from './peers/repomix.mjs'
import { compressCodeByUpstream, UPSTREAM_VERSION } from './peers/upstream.mjs'
import { runHarness } from './savings.mjs'

/** Grammars of the corpus's languages. */
const GRAMMARS = {
  py: 'python',
  python: 'python',
  js: 'javascript',
  ts: 'typescript',
  tsx: 'tsx',
  go: 'go',
  rust: 'rust',
  java: 'java',
  c: 'c',
  cpp: 'cpp',
}
const LONG = 200
const QUESTION = 'Give me an overview of this file.'
const SEED = 2031

export async function benchCode({ corpus, harness, half = 'open', cases = '10000' }) {
  if (!corpus) {
    console.error('code needs a corpus: --corpus DIR')
    process.exit(2)
  }
  const files = await filesOf(join(corpus, half))
  printArms(files, await runArms(files))
  await printSpeed(files)
  await printBroken(Number(cases))
  if (harness) await printSessions({ corpus, harness, half })
  else console.log('\nsessions: needs --harness DIR; left out')
}

async function filesOf(folder) {
  await Parser.init()
  const parser = new Parser()
  const grammars = {}
  for (const name of new Set(Object.values(GRAMMARS)))
    grammars[name] = await Language.load(
      fileURLToPath(import.meta.resolve(`@repomix/tree-sitter-wasms/out/tree-sitter-${name}.wasm`)),
    )
  const count = await tokenCounter('gpt-4o')
  const { index } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
  const keys = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))
  return index
    .filter(({ kind }) => kind === 'code')
    .map(({ id, file, language, source }) => {
      const text = readFileSync(join(folder, file), 'utf8')
      const errorsIn = (code) => {
        const tree = parser.setLanguage(grammars[GRAMMARS[language]]).parse(code)
        const errors = countErrors(tree.rootNode)
        tree.delete()
        return errors
      }
      const lines = text.split('\n')
      return { id, path: source.path, language, text, lines, tokens: count(text), key: keys[id], errorsIn, count }
    })
}

function countErrors(node) {
  if (!node.hasError && !node.isMissing) return 0
  if (node.isError || node.isMissing) return 1
  return node.children.reduce((sum, child) => sum + countErrors(child), 0)
}

async function runArms(files) {
  const headroom = createHeadroom({ retrieval: 'host' }).use(createCodeCompressor())
  const arms = [
    {
      name: 'Headroom',
      settings: `code compression on, defaults, asked "${QUESTION}"`,
      texts: await inOrder(files, (file) => throughHeadroom(headroom, file)),
      judgesRanges: true,
    },
  ]
  const repomix = await loadRepomix()
  const settings = `${REPOMIX_VERSION}, --compress (parseFile of its library), its separator lines not parsed`
  if (repomix.missing) console.log(`\nRepomix: not measured, ${repomix.missing}`)
  else
    arms.push({
      name: 'Repomix',
      settings,
      texts: await inOrder(files, async ({ text, path }) => (await repomix.compress(text, path)) ?? text),
      parsed: (text) => text.replaceAll('⋮----', ''),
    })
  const inputs = files.map(({ text, language }) => ({ text, language: GRAMMARS[language] }))
  const upstream = compressCodeByUpstream(inputs)
  if (upstream.missing) console.log(`\nheadroom-ai: not measured, ${upstream.missing}`)
  else {
    const seconds = upstream.results.reduce((sum, result) => sum + result.seconds, 0)
    const speed = Math.round(files.reduce((sum, { lines }) => sum + lines.length, 0) / seconds)
    const settings = `headroom-ai[code] ${UPSTREAM_VERSION} from PyPI, CodeAwareCompressor() with its defaults, told the language; ${speed.toLocaleString('en')} lines/s of CPU time`
    arms.push({ name: 'headroom-ai', settings, texts: upstream.results.map(({ text }) => text) })
  }
  return arms
}

async function inOrder(files, compress) {
  const texts = []
  for (const file of files) texts.push(await compress(file))
  return texts
}

async function throughHeadroom(headroom, { text, path }) {
  const call = { id: 'c', type: 'function', function: { name: 'view_source', arguments: JSON.stringify({ path }) } }
  const messages = [
    { role: 'user', content: QUESTION },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'c', content: text },
  ]
  return (await headroom.compress(messages, { model: 'gpt-4o' })).messages.at(-1).content
}

function printArms(files, arms) {
  console.log(`\n${arms.map(({ name, settings }) => `- ${name}: ${settings}`).join('\n')}`)
  const languages = [...new Set(files.map(({ language }) => language)), 'all']
  for (const arm of arms) {
    const judged = files.map((file, i) => judge(file, arm.texts[i], arm))
    const rows = languages.map((language) => {
      const own = judged.filter(({ file }) => language === 'all' || file.language === language)
      return [language, ...summary(own, arm)]
    })
    const columns = [
      'files',
      'lines',
      'saved',
      `over ${LONG} lines`,
      'signatures',
      'in their bytes',
      'imports',
      'in their bytes',
    ]
    table(`Code: ${arm.name}`, ['language', ...columns, 'parse as before', 'ranges exact'], rows)
  }
}

/** What one arm made of a file: tokens, and what of the key stands in it. */
function judge(file, text, { parsed = (code) => code }) {
  const { key, lines } = file
  const folded = fold(text)
  const shown = new Set(text.split('\n').map((line) => line.trimEnd()))
  const bytes = ([first, last]) => lines.slice(first - 1, last).every((line) => shown.has(line.trimEnd()))
  const signatures = key.defs.map((def) => ({
    words: folded.includes(fold(def.signature).replace(/\s*[{:]$/, '')),
    bytes: bytes(rowsOf(file, def)),
  }))
  const imports = key.imports.map((one) => {
    const first = one.start_line ?? lines.findIndex((line) => line.includes(one.text.split('\n')[0])) + 1
    return {
      words: folded.includes(fold(one.text)),
      bytes: bytes([first, first + one.text.split('\n').length - 1]),
    }
  })
  const errors = file.errorsIn(parsed(text))
  return {
    file,
    tokens: file.count(text),
    signatures,
    imports,
    parses: errors <= file.errorsIn(file.text),
    isTrue: falsehood(file.text, text) === undefined,
  }
}

/** The lines that a signature stands on. */
function rowsOf({ lines }, { start_line: first, signature }) {
  const wanted = fold(signature).replace(/\s*[{:]$/, '')
  let last = first
  while (last < lines.length && last - first < 40 && !fold(lines.slice(first - 1, last).join('\n')).includes(wanted))
    last++
  return [first, last]
}

const fold = (text) => text.replace(/\s+/g, ' ').trim()

function summary(judged, { judgesRanges }) {
  const sum = (value) => judged.reduce((total, one) => total + value(one), 0)
  const share = (part, all) => (all === 0 ? '–' : percent(part / all))
  const long = ({ file }) => file.lines.length > LONG
  const saved = (of) => 1 - sum((one) => (of(one) ? one.tokens : 0)) / sum((one) => (of(one) ? one.file.tokens : 0))
  const have = (list, what) => sum((one) => one[list].filter((each) => each[what]).length)
  const all = (list) => sum((one) => one[list].length)
  return [
    judged.length,
    sum(({ file }) => file.lines.length).toLocaleString('en'),
    percent(saved(() => true)),
    judged.some(long) ? percent(saved(long)) : '–',
    ...['signatures', 'imports'].flatMap((list) => [
      share(have(list, 'words'), all(list)),
      share(have(list, 'bytes'), all(list)),
    ]),
    share(judged.filter(({ parses }) => parses).length, judged.length),
    judgesRanges ? share(judged.filter(({ isTrue }) => isTrue).length, judged.length) : '–',
  ]
}

/** Lines per second of CPU time after warm-up, the first use in a fresh process, and memory after many files. */
async function printSpeed(files) {
  const code = createCodeCompressor()
  await code.load()
  const lines = files.reduce((sum, file) => sum + file.lines.length, 0)
  const rounds = Array.from({ length: 8 }, () => {
    const before = process.cpuUsage()
    for (const { text, path } of files) {
      const segment = segmentOf({ path, text, query: QUESTION })
      code.bid(segment)
      code.compress(segment, context)
    }
    const { user, system } = process.cpuUsage(before)
    return lines / ((user + system) / 1e6)
  })
  const inputs = files.map(({ path, text }) => ({ path, text }))
  const firsts = Array.from({ length: 7 }, () => inProcess({ files: [medianOf(inputs)], count: 0 }).first)
  const { memory } = inProcess({ files: inputs, count: 1000 })
  const mebibytes = (value) => `${(value / (1 << 20)).toFixed(1)} MiB`
  table(
    'Code: speed and memory',
    ['', 'figure'],
    [
      ['lines per second of CPU time, best of 8 rounds', Math.round(Math.max(...rounds)).toLocaleString('en')],
      ['the same, median', Math.round(quantile(rounds, 0.5)).toLocaleString('en')],
      [
        'first use in a fresh process, best of 7',
        `${Math.min(...firsts.map(({ wall }) => wall)).toFixed(0)} ms (${Math.min(...firsts.map(({ cpu }) => cpu)).toFixed(0)} ms of CPU time)`,
      ],
      ...memory.map(({ heapUsed, external, rss }, i) => [
        `after ${(i + 1) * 1000} files: heap, outside of it, resident`,
        [heapUsed, external, rss].map(mebibytes).join(', '),
      ]),
    ],
  )
}

const medianOf = (files) => [...files].sort((a, b) => a.text.length - b.text.length)[files.length >> 1]

function inProcess(input) {
  const script = fileURLToPath(new URL('./code-process.mjs', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (!stdout) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Generated files with tokens and lines lost, doubled, moved, cut off or put in. */
async function printBroken(cases) {
  const code = createCodeCompressor()
  await code.load()
  const sum = { files: 0, shortened: 0, untrue: 0, thrown: 0 }
  for (let batch = 0; sum.files < cases; batch++) {
    const numRuns = Math.min(500, cases - sum.files)
    for (const { path, text } of fc.sample(brokenFile(codeFile), { numRuns, seed: SEED + batch })) {
      sum.files++
      try {
        const segment = segmentOf({ path, text })
        if (code.bid(segment) === 0) continue
        const result = code.compress(segment, context)
        if (!result) continue
        sum.shortened++
        if (falsehood(text, result.text) !== undefined) sum.untrue++
      } catch {
        sum.thrown++
      }
    }
  }
  table('Code: broken files', ['files', 'shortened', 'with a falsehood', 'thrown'], [Object.values(sum)])
}

const stateless = { port: 0, stateless: true, logLevel: 'silent' }
const SESSION_ARMS = [
  { name: 'default', settings: 'defaults, code off', options: {} },
  { name: 'default, code', settings: 'defaults, code on: Read is exact', options: { code: true } },
  { name: 'agent', settings: 'profile agent, code off', options: { profile: 'agent' } },
  {
    name: 'outline, code',
    settings: 'profile outline, code on: files that were read whole are shortened',
    options: { profile: 'outline', code: true },
  },
]

/** Recorded sessions turn by turn: what code compression saves, and what of that was needed later. */
async function printSessions({ corpus, harness, half }) {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-code-'))
  const arms = []
  try {
    for (const { name, settings, options } of SESSION_ARMS) {
      const proxy = await startProxy({ ...stateless, ...options })
      const only = 'prefix,cost,needed-later'
      const kinds = 'transcript-openai,transcript-anthropic'
      arms.push({ name, settings, tables: await runHarness(proxy.url, { corpus, harness, half, kinds, only, folder }) })
      await proxy.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`\n${arms.map(({ name, settings }) => `- ${name}: ${settings}`).join('\n')}`)
  const at = (arm, title, row) => arm.tables.get(title).get(row)
  const row = (label, cell) => [label, ...arms.map(cell)]
  const labels = [...arms[0].tables.get('needed later').keys()]
  table(
    'Code: sessions turn by turn',
    ['', ...arms.map(({ name }) => name)],
    [
      row('turns with an unbroken prefix', (arm) => percent(at(arm, 'prefix', 'ALL').share)),
      row('saved, Anthropic prices', (arm) => percent(at(arm, 'cost', 'anthropic: ALL').saved)),
      row('saved, OpenAI prices', (arm) => percent(at(arm, 'cost', 'openai: ALL').saved)),
      row('sessions that cost more', (arm) => at(arm, 'cost', 'anthropic: ALL')['dearer sessions']),
      ...labels.map((label) =>
        row(`needed later, visible: ${label} (${at(arms[0], 'needed later', label).values})`, (arm) => {
          const { visible, 'lost n': lost } = at(arm, 'needed later', label)
          return `${percent(visible)}${lost > 0 ? ` · ${lost} lost` : ''}`
        }),
      ),
    ],
  )
}
