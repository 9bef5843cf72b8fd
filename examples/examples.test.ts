// Every example runs, and shows what it promises.
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { type Say, startProvider } from '../test/support/local-provider.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** What a model says to the examples that talk to one: it calls the tool, fetches what was left out, and answers. */
const AGENT: Parameters<typeof startProvider>[1] = {
  says: [
    { calls: [{ id: 'call_1', name: 'list_orders', input: {} }] },
    ({ body }): Say => {
      const hash = /<<ccr:([0-9a-f]{24})/.exec(body.toString())?.[1]
      return { calls: [{ id: 'call_2', name: 'headroom_retrieve', input: { hash, query: 'rows 212-212' } }] }
    },
    { text: 'Order 7211 was lost in transit.' },
  ],
}

/** What each example shows. Those that talk to a provider find one on this machine, where their client looks for it. */
const SHOWN: Record<string, RegExp[]> = {
  'compress.mjs': [/\[120\]\{id,status,.*total_eur/, /(\d+) → (\d+) tokens/, /json, lossless/],
  'retrieve.mjs': [
    /json, recoverable/,
    /retrieved [0-9a-f]{24} \(rows 211-211\): found/,
    /According to the original: 211: \{"minute":210,/,
  ],
  'extension.mjs': [
    /INPUT_ROUTED leave messages\.2\.content/,
    /PRE_SEND/,
    /saved \d+ tokens by json:lossless/,
    /billing_rows is as it came/,
  ],
  'kinds.mjs': [
    ...['search', 'listing', 'diff', 'command', 'table', 'yaml', 'html', 'prose', 'log'].map(
      (kind) => new RegExp(`## ${kind}: \\d+ → \\d+ tokens \\((?:${kind}|mixed), recoverable\\)`),
    ),
    /## json: \d+ → \d+ tokens \(json, lossless\)/,
    /## trace: \d+ → \d+ tokens \(trace, lossless\)/,
    /\[84 lines omitted: 84 passed in 6 files\]/,
  ],
  'custom-compressor.mjs': [/<<ccr:[0-9a-f]{24} lines 9–200 of 200 omitted: bytes>>/, /100: 00000630/],
  'openai.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./, /kept here as it was: true/],
  'mastra.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./, /kept here as it was: true/],
  'vercel-ai.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./, /kept here as it was: true/],
  'proxy.mjs': [/bytes have arrived/, /tokens saved: \d{4,}/],
}

it('has no example that is not run', () => {
  expect(
    readdirSync(folder)
      .filter((name) => name.endsWith('.mjs'))
      .sort(),
  ).toEqual(Object.keys(SHOWN).sort())
})

it.each(Object.entries(SHOWN))('%s', async (name, shown) => {
  const providers = [await startProvider('openai', AGENT), await startProvider('anthropic', AGENT)] as const
  const env = {
    ...process.env,
    OPENAI_BASE_URL: `${providers[0].url}/v1`,
    OPENAI_API_KEY: 'sk-example',
    ANTHROPIC_BASE_URL: providers[1].url,
    ANTHROPIC_API_KEY: 'sk-ant-example',
  }
  const { stdout } = await promisify(execFile)(process.execPath, [folder + name], { env })
  for (const words of shown) expect(stdout).toMatch(words)
  for (const provider of providers) await provider.close()
})
