// Every setting of the proxy, once: its flag, its environment variable, its key in the config file, its default.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { LEVELS, MODES, PROFILES } from '@headroom/core'
import { z } from 'zod'

const wholeNumber = z.coerce.number().int().min(0)
const flagged = z.union([z.boolean(), z.stringbool()])
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))
const list = z.union([
  z.array(z.string()),
  z.string().transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  ),
])

interface Setting {
  /** Name of the flag, without the dashes. */
  flag: string
  environment: string
  schema: z.ZodType
  default: unknown
  /** What it does, for `--help` and the README. */
  description: string
  boolean?: true
}

export const SETTINGS = {
  host: {
    flag: 'host',
    environment: 'HEADROOM_HOST',
    schema: z.string().min(1),
    default: '127.0.0.1',
    description: 'address to listen on; anything but loopback needs a token',
  },
  port: {
    flag: 'port',
    environment: 'HEADROOM_PORT',
    schema: wholeNumber.max(65_535),
    default: 8787,
    description: 'port to listen on; 0 takes a free one',
  },
  openaiUpstream: {
    flag: 'openai-upstream',
    environment: 'HEADROOM_OPENAI_UPSTREAM',
    schema: url,
    default: 'https://api.openai.com',
    description: 'where OpenAI requests go; any server that speaks its format',
  },
  anthropicUpstream: {
    flag: 'anthropic-upstream',
    environment: 'HEADROOM_ANTHROPIC_UPSTREAM',
    schema: url,
    default: 'https://api.anthropic.com',
    description: 'where Anthropic requests go',
  },
  geminiUpstream: {
    flag: 'gemini-upstream',
    environment: 'HEADROOM_GEMINI_UPSTREAM',
    schema: url,
    default: 'https://generativelanguage.googleapis.com',
    description: 'where Gemini requests go; for Vertex, the host of its region',
  },
  level: {
    flag: 'level',
    environment: 'HEADROOM_LEVEL',
    schema: z.enum(LEVELS),
    default: undefined,
    description: `the furthest that compression may go: ${LEVELS.join(', ')}; the profile decides if not given`,
  },
  profile: {
    flag: 'profile',
    environment: 'HEADROOM_PROFILE',
    schema: z.enum(Object.keys(PROFILES) as [keyof typeof PROFILES]),
    default: 'default',
    description: `named set of tool policies: ${Object.keys(PROFILES).join(', ')}`,
  },
  mode: {
    flag: 'mode',
    environment: 'HEADROOM_MODE',
    schema: z.enum(MODES),
    default: 'optimize',
    description: 'optimize, or audit: pass everything on as it came, and count what would have been saved',
  },
  code: {
    flag: 'code',
    environment: 'HEADROOM_CODE',
    schema: flagged,
    default: false,
    description: 'shorten source code, too; needs web-tree-sitter and @repomix/tree-sitter-wasms',
    boolean: true,
  },
  stateless: {
    flag: 'stateless',
    environment: 'HEADROOM_STATELESS',
    schema: flagged,
    default: false,
    description: 'write nothing to disk; originals live in memory',
    boolean: true,
  },
  store: {
    flag: 'store',
    environment: 'HEADROOM_STORE',
    schema: z.string().min(1),
    default: join(homedir(), '.headroom', 'originals.db'),
    description: 'SQLite file of the originals',
  },
  ttlSeconds: {
    flag: 'ttl-seconds',
    environment: 'HEADROOM_TTL_SECONDS',
    schema: wholeNumber.min(1),
    default: 86_400,
    description: 'seconds an original is kept after the last request that named it',
  },
  token: {
    flag: 'token',
    environment: 'HEADROOM_PROXY_TOKEN',
    schema: z.string().min(8),
    default: undefined,
    description: 'token that callers must send as x-headroom-proxy-token',
  },
  allowedHosts: {
    flag: 'allowed-hosts',
    environment: 'HEADROOM_ALLOWED_HOSTS',
    schema: list,
    default: [],
    description: 'host names, separated by commas, under which callers may reach the proxy besides loopback',
  },
  maximumBodyBytes: {
    flag: 'maximum-body-bytes',
    environment: 'HEADROOM_MAXIMUM_BODY_BYTES',
    schema: wholeNumber.min(1024),
    default: 100 << 20,
    description: 'largest request body that is read; larger ones get 413',
  },
  connectTimeoutMs: {
    flag: 'connect-timeout-ms',
    environment: 'HEADROOM_CONNECT_TIMEOUT_MS',
    schema: wholeNumber.min(1),
    default: 10_000,
    description: 'milliseconds to reach a provider',
  },
  responseTimeoutMs: {
    flag: 'response-timeout-ms',
    environment: 'HEADROOM_RESPONSE_TIMEOUT_MS',
    schema: wholeNumber.min(1),
    default: 600_000,
    description: 'milliseconds until a provider begins to answer, and between two parts of an answer',
  },
  drainSeconds: {
    flag: 'drain-seconds',
    environment: 'HEADROOM_DRAIN_SECONDS',
    schema: wholeNumber,
    default: 30,
    description: 'seconds that requests in flight get to end when the proxy is told to stop',
  },
  logLevel: {
    flag: 'log-level',
    environment: 'HEADROOM_LOG_LEVEL',
    schema: z.enum(['silent', 'error', 'warn', 'info', 'debug']),
    default: 'warn',
    description: 'what is logged to standard error; bodies and headers never are',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof SETTINGS

export interface ProxySettings {
  host: string
  port: number
  openaiUpstream: string
  anthropicUpstream: string
  geminiUpstream: string
  level: (typeof LEVELS)[number] | undefined
  profile: keyof typeof PROFILES
  mode: (typeof MODES)[number]
  code: boolean
  stateless: boolean
  store: string
  ttlSeconds: number
  token: string | undefined
  allowedHosts: string[]
  maximumBodyBytes: number
  connectTimeoutMs: number
  responseTimeoutMs: number
  drainSeconds: number
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
}

export type Origin = 'flag' | 'environment' | 'file' | 'default'

/** Where settings come from; earlier ones win. */
export interface SettingSources {
  flags: Readonly<Record<string, unknown>>
  environment: Readonly<Record<string, string | undefined>>
  file: Readonly<Record<string, unknown>>
}

/** A setting that cannot be meant: which one, where it was set, and what it must be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/**
 * Settles every setting: a flag goes before the environment, that before the config file, that before the default.
 * Throws a `SettingsError` for a value that cannot be meant and for a key of the file that no setting has.
 */
export function resolveSettings({ flags, environment, file }: SettingSources): {
  settings: ProxySettings
  origins: Record<SettingName, Origin>
} {
  for (const key of Object.keys(file)) {
    if (!Object.hasOwn(SETTINGS, key)) throw new SettingsError(`config file: there is no setting "${key}"`)
  }
  const settings: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    const { value, origin } = firstOf([
      [flags[setting.flag], 'flag'],
      [environment[setting.environment] || undefined, 'environment'],
      [file[name], 'file'],
    ]) ?? { value: setting.default, origin: 'default' }
    origins[name] = origin
    settings[name] = value === undefined ? undefined : parse(setting, value, placeOf(name, setting, origin))
  }
  const resolved = settings as unknown as ProxySettings
  if (!isLoopback(resolved.host) && !resolved.token) {
    throw new SettingsError(
      `--host ${resolved.host} is reachable from other machines: set --token (or HEADROOM_PROXY_TOKEN) as well, or listen on 127.0.0.1`,
    )
  }
  return { settings: resolved, origins: origins as Record<SettingName, Origin> }
}

function firstOf(candidates: readonly (readonly [unknown, Origin])[]): { value: unknown; origin: Origin } | undefined {
  const found = candidates.find(([value]) => value !== undefined)
  return found && { value: found[0], origin: found[1] }
}

function placeOf(name: string, setting: Setting, origin: Origin): string {
  if (origin === 'flag') return `--${setting.flag}`
  return origin === 'environment' ? setting.environment : `"${name}" in the config file`
}

function parse(setting: Setting, value: unknown, place: string): unknown {
  const result = setting.schema.safeParse(value)
  if (result.success) return result.data
  throw new SettingsError(`${place}: ${result.error.issues.map(({ message }) => message).join('; ')}`)
}

/** True for names and addresses that only this machine answers to. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
