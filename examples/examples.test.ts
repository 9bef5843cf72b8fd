// Every example runs, and shows what it promises.
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))

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
  'code.mjs': [
    /def add\(self, sku: str, count: int, stock: Stock\) -> Line:\n +"""Puts a line/,
    /# \[12 lines omitted \(51-62\); throws OrderError\]/,
    /920 → 4\d\d tokens/,
    /"due" is defined in lines 83–91:\n83: def due[\s\S]*91: {5}return day/,
    /total\(\) is whole: true/,
  ],
  'custom-compressor.mjs': [/<<ccr:[0-9a-f]{24} lines 9–200 of 200 omitted: bytes>>/, /100: 00000630/],
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
  const { stdout } = await promisify(execFile)(process.execPath, [folder + name])
  for (const words of shown) expect(stdout).toMatch(words)
})
