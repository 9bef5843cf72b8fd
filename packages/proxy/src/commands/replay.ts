// `headroom replay FILES…`: what Headroom would have done to recorded sessions. Nothing leaves the machine.
import { readFileSync, writeFileSync } from 'node:fs'
import { PROFILES, type ProfileName } from '@headroom/core'
import {
  createTotals,
  type ModelRow,
  playSession,
  type ReplayData,
  type ReplayTotals,
  reportHtml,
  type SessionReport,
} from '@headroom/core/replay'
import { type ArgsDef, defineCommand } from 'citty'
import { SettingsError } from '../settings.ts'
import { createProgress } from './progress.ts'
import { bytesIn, sessionsIn } from './read-files.ts'
import { dollars, integer, share, table } from './table.ts'

/** Characters of texts that a report holds; sessions behind them are told without. */
const MOST_TEXT = 24 << 20

const RULES: Readonly<Record<string, string>> = {
  anthropic: 'claude-sonnet-4-5',
  openai: 'gpt-5',
  google: 'gemini-2.5-pro',
}

const args = {
  profiles: {
    type: 'string',
    description: `arms beside passthrough: ${Object.keys(PROFILES).join(', ')}`,
    default: 'default,lossless',
  },
  rules: {
    type: 'string',
    description: 'whose prices and cache: anthropic, openai, google; with a model as openai=gpt-4o',
    default: 'anthropic,openai',
  },
  models: { type: 'string', description: 'JSON file with rows that go before the built-in table of models' },
  'base-tokens': {
    type: 'string',
    description: 'tokens before each request that are not recorded, such as tools',
    default: '0',
  },
  expiry: { type: 'boolean', description: 'let cached beginnings expire by the recorded times', default: true },
  json: { type: 'boolean', description: 'print everything as JSON' },
  html: { type: 'string', description: 'write a report to this file' },
} as const satisfies ArgsDef

export const replay = (orExplain: (work: () => Promise<void>) => Promise<void>) =>
  defineCommand({
    meta: {
      name: 'replay',
      description: 'Play recorded sessions, and tell tokens, cache, cost and what was needed later.',
    },
    args,
    run: ({ args: given }) => orExplain(() => run(given)),
  })

type Given = Record<string, unknown> & { _: string[] }

async function run(given: Given): Promise<void> {
  const files = given._
  const html = typeof given.html === 'string' ? given.html : undefined
  const progress = createProgress(bytesIn(files))
  const { add, totals } = createTotals()
  const sessions: SessionReport[] = []
  let room = html === undefined ? 0 : MOST_TEXT
  for await (const session of sessionsIn(files, progress.add)) {
    const report = await playSession(session, { ...optionsOf(given), texts: room > 0 })
    for (const { edits } of report.arms)
      for (const { before = '', after = '' } of edits) room -= before.length + after.length
    add(report)
    sessions.push(report)
  }
  progress.end()
  const data: ReplayData = { totals: totals(), sessions }
  if (html !== undefined) writeFileSync(html, reportHtml(data))
  console.log(given.json ? JSON.stringify(data, withoutTexts, 2) : words(data))
  if (html !== undefined) console.error(`Report: ${html}`)
}

const withoutTexts = (key: string, value: unknown) => (key === 'before' || key === 'after' ? undefined : value)

function optionsOf(given: Given) {
  const baseTokens = Number(given['base-tokens'])
  if (!(baseTokens >= 0))
    throw new SettingsError(`--base-tokens is ${JSON.stringify(given['base-tokens'])}; it must be a number`)
  return {
    profiles: Object.fromEntries(listed(given.profiles).map((name) => [name, { profile: profileOf(name) }])),
    rules: Object.fromEntries(listed(given.rules).map(ruleOf)),
    models: typeof given.models === 'string' ? readModels(given.models) : [],
    baseTokens,
    expiry: given.expiry !== false,
  }
}

const listed = (value: unknown) =>
  String(value)
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

function profileOf(name: string): ProfileName {
  if (Object.hasOwn(PROFILES, name)) return name as ProfileName
  throw new SettingsError(`there is no profile "${name}"; there are ${Object.keys(PROFILES).join(', ')}`)
}

function ruleOf(rule: string): [string, string] {
  const [name, model] = rule.split('=', 2) as [string, string?]
  if (Object.hasOwn(RULES, name)) return [name, model ?? RULES[name]!]
  throw new SettingsError(`there are no rules "${name}"; there are ${Object.keys(RULES).join(', ')}`)
}

function readModels(file: string): ModelRow[] {
  try {
    const rows: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(rows) && rows.every(isRow)) return rows
    throw new Error('it must be a list of { name, provider, input, output, cacheRead, minimumTokens? }')
  } catch (error) {
    throw new SettingsError(`models file ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isRow(row: unknown): row is ModelRow {
  const { name, provider, input, output, cacheRead } = (row ?? {}) as Partial<ModelRow>
  return typeof name === 'string' && typeof provider === 'string' && [input, output, cacheRead].every(Number.isFinite)
}

function words({ totals, sessions }: ReplayData): string {
  if (totals.sessions === 0) return 'No session was found.'
  const rules = Object.keys(totals.arms[0]!.bills)
  return [
    `${integer(totals.sessions)} sessions, ${integer(totals.turns)} requests`,
    '',
    table(
      [
        'arm',
        'tokens sent',
        ...rules.flatMap((name) => [name, 'saved', 'dearer']),
        'unbroken',
        'needed',
        'visible',
        'retrievable',
        'lost',
      ],
      totals.arms.map((arm) => armRow(arm, totals)),
    ),
    '',
    ...worst(sessions, rules),
  ].join('\n')
}

function armRow(
  { profile, tokens, bills, prefix, needed }: ReplayTotals['arms'][number],
  { arms }: ReplayTotals,
): string[] {
  const costs = Object.entries(bills).flatMap(([name, { usd, dearer }]) => {
    const plain = arms[0]!.bills[name]!.usd
    return [dollars(usd), share(plain - usd, plain), integer(dearer)]
  })
  const { values, visible, retrievable, lost } = needed
  return [
    profile,
    integer(tokens),
    ...costs,
    share(prefix.unbroken, prefix.checked),
    ...[values, visible, retrievable, lost].map(integer),
  ]
}

/** The sessions that cost more than passed through, the dearest first. */
function worst(sessions: readonly SessionReport[], rules: readonly string[]): string[] {
  const rows = sessions.flatMap(({ id, turns, arms: [plain, ...arms] }) =>
    arms.flatMap(({ profile, bills }) =>
      rules.flatMap((name) => {
        const more = bills[name]!.usd / plain!.bills[name]!.usd - 1
        return more > 1e-9 ? [{ id, turns, profile, name, more }] : []
      }),
    ),
  )
  if (rows.length === 0) return ['No session costs more than passed through.']
  const shown = rows.sort((a, b) => b.more - a.more).slice(0, 5)
  return [
    `Sessions that cost more than passed through: ${rows.length} by arm and rules. Where little can be left out, the retrieval tool's definition on every request is dearer than what it saves; profile lossless has none. The dearest:`,
    table(
      ['session', 'requests', 'arm', 'rules', 'more'],
      shown.map(({ id, turns, profile, name, more }) => [
        id.slice(0, 60),
        integer(turns),
        profile,
        name,
        share(more, 1),
      ]),
    ),
  ]
}
