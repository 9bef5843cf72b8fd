// What is saved and what stays visible, per kind, beside the peers that run here. Needs a corpus with keys and the harness
// that reads them; every arm speaks the same contract and is measured by the same code in the same run.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startProxy } from '@headroom/proxy'
import { percent, table } from './measure.mjs'
import { reduceByPruning } from './peers/ai-sdk.mjs'
import { reduceByContextEditing } from './peers/langchain.mjs'
import { servePeer } from './peers/serve.mjs'
import { reduceByToon } from './peers/toon.mjs'
import { startUpstream, UPSTREAM_VERSION } from './peers/upstream.mjs'

const { dependencies } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))
const ITEMS = 'savings,recall,truth'
const SESSIONS = 'prefix,cost,needed-later'
const stateless = { port: 0, stateless: true, logLevel: 'silent' }
const LOW = { trigger: { tokens: 3000 }, keep: { messages: 3 } }
const PRUNE = { toolCalls: 'before-last-2-messages', reasoning: 'none' }

/** Arms over single tool results. */
const ITEM_ARMS = [
  { name: 'Headroom', settings: 'defaults (recoverable)', start: () => startProxy(stateless) },
  {
    name: 'Headroom lossless',
    settings: 'profile lossless, encodings read back by its decoders',
    decoders: fileURLToPath(new URL('./decoders.mjs', import.meta.url)),
    start: () => startProxy({ ...stateless, profile: 'lossless' }),
  },
  {
    name: 'headroom-ai',
    settings: `${UPSTREAM_VERSION} from PyPI, defaults, offline (no model)`,
    start: startUpstream,
  },
  {
    name: 'TOON',
    settings: `${dependencies['@toon-format/toon']}, JSON results only`,
    start: () => servePeer(reduceByToon),
  },
]

/** Arms over whole sessions, turn by turn. */
const SESSION_ARMS = [
  ITEM_ARMS[0],
  { name: 'Headroom agent', settings: 'profile agent', start: () => startProxy({ ...stateless, profile: 'agent' }) },
  ITEM_ARMS[2],
  {
    name: 'LangChain',
    settings: `${dependencies.langchain} ClearToolUsesEdit, defaults`,
    start: () => servePeer(reduceByContextEditing()),
  },
  {
    name: 'LangChain low',
    settings: `the same, ${JSON.stringify(LOW)}`,
    start: () => servePeer(reduceByContextEditing(LOW)),
  },
  {
    name: 'AI SDK',
    settings: `${dependencies.ai} pruneMessages, ${JSON.stringify(PRUNE)}`,
    start: () => servePeer(reduceByPruning(PRUNE)),
  },
]

export async function benchSavings({ corpus, harness, half = 'open', sample }) {
  if (!corpus || !harness) {
    console.log('\nsavings: needs --corpus DIR and --harness DIR (with its packages installed); left out')
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'headroom-savings-'))
  const measure = (url, only, decoders) => runHarness(url, { corpus, harness, half, sample, only, decoders, folder })
  try {
    printItems(await runArms(ITEM_ARMS, (url, decoders) => measure(url, ITEMS, decoders)))
    printSessions(await runArms(SESSION_ARMS, (url) => measure(url, SESSIONS)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs measures of the harness on a server; gives their tables by title. */
export async function runHarness(url, { corpus, harness, half = 'open', sample, kinds, only, decoders, folder }) {
  const out = join(folder, 'result.json')
  const args = ['run.mjs', '--corpus', resolve(corpus), '--half', half, '--adapter', 'headroom', '--url', url]
  args.push('--only', only, '--base-tokens', '3000', '--out', out)
  for (const [flag, value] of Object.entries({ sample, kinds, decoders })) if (value) args.push(`--${flag}`, value)
  await promisify(execFile)(process.execPath, args, { cwd: harness, maxBuffer: 1 << 28 })
  return tablesOf(JSON.parse(readFileSync(out, 'utf8')))
}

/** The harness's tables by title: rows by label, cells by column. */
function tablesOf({ measures }) {
  const tables = Object.values(measures).flatMap((measure) => measure.tables)
  return new Map(
    tables.map(({ title, columns, rows }) => [
      title,
      new Map(
        rows.map(([label, ...cells]) => [label, Object.fromEntries(columns.map(({ name }, i) => [name, cells[i]]))]),
      ),
    ]),
  )
}

async function runArms(arms, measure) {
  const done = []
  for (const { name, settings, start, decoders } of arms) {
    const server = await start()
    if (server.missing) console.log(`\n${name}: not measured, ${server.missing}`)
    else done.push({ name, settings, tables: await measure(server.url, decoders) })
    await server.close?.()
  }
  return done
}

/** Per kind: tokens saved, facts of the keys that are visible, and facts lost for good. */
function printItems(arms) {
  printSettings(arms)
  const savings = (arm, kind) => arm.tables.get('savings').get(kind)
  const kinds = [...arms[0].tables.get('savings').keys()]
  const cell = (arm, kind) => {
    const { saved } = savings(arm, kind)
    const facts = factsOf(arm, kind)
    if (facts.total === 0) return percent(saved)
    return `${percent(saved)} · ${percent(facts.visible / facts.total)}${facts.lost > 0 ? ` · ${facts.lost} lost` : ''}`
  }
  table(
    'Tool results: tokens saved · facts visible · facts lost for good',
    ['kind', ...arms.map(({ name }) => name)],
    kinds.map((kind) => [kind, ...arms.map((arm) => cell(arm, kind))]),
  )
  const truth = (arm, column) => arm.tables.get('truth').get('ALL')[column]
  table(
    'Tool results: what the originals do not say',
    ['', ...arms.map(({ name }) => name)],
    ['merged n', 'new words n', 'new numbers', 'false file:line'].map((column) => [
      column,
      ...arms.map((arm) => (truth(arm, column) ?? 0).toLocaleString('en')),
    ]),
  )
}

/** Facts of a kind, over all the classes that its keys have. */
function factsOf(arm, kind) {
  const name = kind.startsWith('ALL') ? 'ALL FACTS' : kind.replace(/^(search|json-array) \(.*\)$/, '$1')
  const sum = { total: 0, visible: 0, lost: 0 }
  for (const [label, { facts, visible, 'lost n': lost }] of arm.tables.get('recall')) {
    if (label !== name && !label.startsWith(`${name}: `)) continue
    sum.total += facts
    sum.visible += facts * visible
    sum.lost += lost
  }
  return sum
}

/** Whole sessions: whether the provider's cache holds, what they cost, and whether what was used later was still there. */
function printSessions(arms) {
  printSettings(arms)
  const at = (arm, title, row) => arm.tables.get(title).get(row)
  table(
    'Sessions turn by turn',
    ['', ...arms.map(({ name }) => name)],
    [
      ['turns with an unbroken prefix', ...arms.map((arm) => percent(at(arm, 'prefix', 'ALL').share))],
      ['saved, Anthropic prices', ...arms.map((arm) => percent(at(arm, 'cost', 'anthropic: ALL').saved))],
      ['saved, OpenAI prices', ...arms.map((arm) => percent(at(arm, 'cost', 'openai: ALL').saved))],
      ['sessions that cost more', ...arms.map((arm) => at(arm, 'cost', 'anthropic: ALL')['dearer sessions'])],
      ['values used later, visible then', ...arms.map((arm) => percent(at(arm, 'needed later', 'ALL').visible))],
      ['values used later, lost', ...arms.map((arm) => at(arm, 'needed later', 'ALL')['lost n'])],
    ],
  )
}

function printSettings(arms) {
  console.log(`\n${arms.map(({ name, settings }) => `- ${name}: ${settings}`).join('\n')}`)
}
