// Runs an example as a user does: by itself, its provider where its client looks for one.
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type ProviderScript, type Say, startProvider } from './local-provider.ts'

/** What a model says to the examples that talk to one: it calls the tool, fetches what was left out, and answers. */
const AGENT: ProviderScript = {
  says: [
    { calls: [{ id: 'call_1', name: 'list_orders', input: {} }] },
    ({ body }): Say => {
      const hash = /<<ccr:([0-9a-f]{24})/.exec(body.toString())?.[1]
      return { calls: [{ id: 'call_2', name: 'headroom_retrieve', input: { hash, query: 'rows 212-212' } }] }
    },
    { text: 'Order 7211 was lost in transit.' },
  ],
}

/** What each example shows. */
export const SHOWS: Readonly<Record<string, readonly RegExp[]>> = {
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
  'code.mjs': [
    /def add\(self, sku: str, count: int, stock: Stock\) -> Line:\n +"""Puts a line/,
    /# \[12 lines omitted \(51-62\); throws OrderError\]/,
    /920 → 4\d\d tokens/,
    /"due" is defined in lines 83–91:\n83: def due[\s\S]*91: {5}return day/,
    /total\(\) is whole: true/,
  ],
  'custom-compressor.mjs': [/<<ccr:[0-9a-f]{24} lines 9–200 of 200 omitted: bytes>>/, /100: 00000630/],
  'langchain.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./, /kept here as it was: true/],
  'agno.mjs': [
    /compressed_content: # headroom json/,
    /\d{4} → \d{3,4} tokens/,
    /export OPENAI_BASE_URL=http:\/\/127\.0\.0\.1:8787\/v1/,
  ],
  'litellm.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./],
  'middleware.mjs': [
    /\d{4} tokens saved/,
    /Order 7211 was lost in transit\./,
    /A handler of its own got \d{4} of \d{5} bytes/,
  ],
  'mcp.mjs': [/Tools: list_orders, headroom_retrieve/, /\d{5} → \d{3,4} characters/, /43: \{"id":7042,/],
  'mastra.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./, /kept here as it was: true/],
  'openai-agents.mjs': [/Order 7211 was lost in transit\./, /Calls that the agent saw: 1/],
  'openai.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./, /kept here as it was: true/],
  'proxy.mjs': [/bytes have arrived/, /tokens saved: \d{4,}/],
  'vercel-ai.mjs': [/\(\d+ → \d{3,4} tokens\)/, /Order 7211 was lost in transit\./, /kept here as it was: true/],
}

export const EXAMPLES: readonly string[] = readdirSync(fileURLToPath(new URL('../../examples', import.meta.url)))
  .filter((name) => name.endsWith('.mjs'))
  .sort()

/** What an example prints, and what it is to show. Rejects if it fails. */
export async function runExample(path: string, binary = process.execPath) {
  const openai = await startProvider('openai', AGENT)
  const anthropic = await startProvider('anthropic', AGENT)
  const env = {
    ...process.env,
    OPENAI_BASE_URL: `${openai.url}/v1`,
    OPENAI_API_KEY: 'sk-example',
    ANTHROPIC_BASE_URL: anthropic.url,
    ANTHROPIC_API_KEY: 'sk-ant-example',
  }
  try {
    const { stdout } = await promisify(execFile)(binary, [path], { env })
    return { stdout, shows: SHOWS[basename(path)] ?? [] }
  } finally {
    await openai.close()
    await anthropic.close()
  }
}
