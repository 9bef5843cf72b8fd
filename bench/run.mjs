// `npm run bench`: every figure of the READMEs that needs no corpus. `npm run bench -- library` (or json, size, proxy) runs one
// part. `npm run bench -- detection --corpus DIR`: who takes what of a corpus; `frontier --corpus DIR`: what stays visible of what
// a question needs; `savings --corpus DIR --harness DIR`: the peers beside us; `soak --cases 100000`: round trips of every
// lossless encoding; `code --corpus DIR [--harness DIR]`: source code, and the peers that shorten it.
import os from 'node:os'
import { parseArgs } from 'node:util'
import { benchCode } from './code.mjs'
import { benchDetection } from './detection.mjs'
import { benchFrontier } from './frontier.mjs'
import { benchJsonForms } from './json-forms.mjs'
import { benchLibrary } from './library.mjs'
import { benchProxy } from './proxy.mjs'
import { benchSavings } from './savings.mjs'
import { benchSize } from './size.mjs'
import { benchSoak } from './soak.mjs'

const PARTS = { library: benchLibrary, json: benchJsonForms, size: benchSize, proxy: benchProxy }
const ON_REQUEST = {
  code: benchCode,
  detection: benchDetection,
  frontier: benchFrontier,
  savings: benchSavings,
  soak: benchSoak,
}
const KNOWN = { ...PARTS, ...ON_REQUEST }
const text = { type: 'string' }
const { positionals, values: options } = parseArgs({
  options: {
    corpus: text,
    harness: text,
    half: text,
    sample: text,
    kinds: text,
    worst: text,
    compressors: text,
    cases: text,
  },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !Object.hasOwn(KNOWN, name))
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(KNOWN).join(', ')}`)
  process.exit(2)
}

const [cpu] = os.cpus()
console.log(
  `Node ${process.version}, ${os.cpus().length} × ${cpu?.model ?? 'unknown CPU'}; data generated from fixed seeds (bench/data.mjs)`,
)
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) await KNOWN[name](options)
process.exit(0)
