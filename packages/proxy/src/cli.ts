#!/usr/bin/env node
// The command line: the only place that reads the environment.
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type ArgsDef, defineCommand, runMain } from 'citty'
import { replay } from './commands/replay.ts'
import { verify } from './commands/verify.ts'
import { runSample } from './sample.ts'
import { type RunningProxy, startProxy } from './server.ts'
import { resolveSettings, SETTINGS, type SettingName, type SettingSources, SettingsError } from './settings.ts'
import { version } from './version.ts'

const settingFlags: ArgsDef = Object.fromEntries(
  Object.values(SETTINGS).map((setting) => {
    const { flag, environment, description } = setting
    const shown = setting.default === undefined || String(setting.default) === '' ? '' : ` (default ${setting.default})`
    const type = 'boolean' in setting ? 'boolean' : 'string'
    return [flag, { type, description: `${description}${shown} [${environment}]` }]
  }),
)
const configFlag: ArgsDef = {
  config: {
    type: 'string',
    description: 'JSON file with settings (default ~/.headroom/config.json) [HEADROOM_CONFIG]',
  },
}
const sampleFlag: ArgsDef = {
  sample: { type: 'boolean', description: 'compress the sample session once at the start, and print what was done' },
}

const proxy = defineCommand({
  meta: { name: 'proxy', description: 'Start the proxy.' },
  args: { ...settingFlags, ...configFlag, ...sampleFlag },
  run: ({ args }) => orExplain(() => serve(args)),
})

const config = defineCommand({
  meta: { name: 'config', description: 'Show every setting, its value, and where it comes from.' },
  args: { ...settingFlags, ...configFlag },
  run: ({ args }) => orExplain(async () => showConfig(args)),
})

const main = defineCommand({
  meta: { name: 'headroom', version, description: 'Makes what your LLM reads smaller.' },
  subCommands: { proxy, config, replay: replay(orExplain), verify: verify(orExplain) },
})

type Flags = Readonly<Record<string, unknown>>

async function serve(args: Flags): Promise<void> {
  const { settings } = resolveSettings(sources(args, [configFlag, sampleFlag]))
  const running = await startProxy(settings).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new SettingsError(
      `port ${settings.port} on ${settings.host} is taken; choose another with --port, or 0 for a free one`,
    )
  })
  stopOnSignal(running)
  if (args.sample) console.log(await runSample(running))
  console.log(`Headroom listens on ${running.url}
  OpenAI clients:    base URL ${running.url}/v1     (OPENAI_BASE_URL=${running.url}/v1)
  Anthropic clients: base URL ${running.url}        (ANTHROPIC_BASE_URL=${running.url})
  Gemini clients:    base URL ${running.url}        (GOOGLE_GEMINI_BASE_URL=${running.url})
  Figures:           ${running.url}/stats`)
}

function stopOnSignal(running: RunningProxy): void {
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (asked) process.exit(130)
      asked = true
      await running.close()
      process.exit(0)
    })
  }
}

function showConfig(args: Flags): void {
  const { settings, origins } = resolveSettings(sources(args, [configFlag]))
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const value = name === 'token' && settings.token ? '(set)' : (JSON.stringify(settings[name]) ?? '(not set)')
    console.log(`${name.padEnd(18)} ${value.padEnd(40)} ${origins[name]}`)
  }
}

function sources(args: Flags, others: readonly ArgsDef[]): SettingSources {
  const known = new Set(
    Object.keys(Object.assign({}, settingFlags, ...others)).flatMap((name) => [name, camelCase(name)]),
  )
  for (const name of Object.keys(args)) {
    if (name !== '_' && !known.has(name)) throw new SettingsError(`there is no flag --${name}; see headroom --help`)
  }
  return { flags: args, environment: process.env, file: readConfig(args.config ?? process.env.HEADROOM_CONFIG) }
}

const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

function readConfig(named: unknown): Record<string, unknown> {
  const path = typeof named === 'string' && named !== '' ? named : join(homedir(), '.headroom', 'config.json')
  if (named === undefined && !existsSync(path)) return {}
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
    throw new Error('it must hold a JSON object')
  } catch (error) {
    throw new SettingsError(`config file ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Mistakes of the person who types are told in one line; ours with all that is known of them. */
async function orExplain(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof SettingsError ? `headroom: ${error.message}` : error)
    process.exit(error instanceof SettingsError ? 2 : 1)
  }
}

// Flags without a command are those of the proxy, which is what nearly everybody wants to start.
const typed = process.argv.slice(2)
const forMain =
  typed.length > 0 && (!typed[0]!.startsWith('-') || ['--help', '-h', '--version', '-v'].includes(typed[0]!))
await runMain(main, { rawArgs: forMain ? typed : ['proxy', ...typed] })
