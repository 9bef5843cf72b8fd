// `npm run bench`: every figure of the READMEs that needs no corpus. `npm run bench -- library` (or json, size, proxy) runs one
// part; `npm run bench -- savings --corpus DIR --harness DIR` runs the peers beside us.
import os from 'node:os'
import { parseArgs } from 'node:util'
import { benchJsonForms } from './json-forms.mjs'
import { benchLibrary } from './library.mjs'
import { benchProxy } from './proxy.mjs'
import { benchSavings } from './savings.mjs'
import { benchSize } from './size.mjs'

const PARTS = { library: benchLibrary, json: benchJsonForms, size: benchSize, proxy: benchProxy, savings: benchSavings }
const text = { type: 'string' }
const { positionals: wanted, values: options } = parseArgs({
  options: { corpus: text, harness: text, half: text, sample: text },
  allowPositionals: true,
})
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}

const [cpu] = os.cpus()
console.log(
  `Node ${process.version}, ${os.cpus().length} × ${cpu?.model ?? 'unknown CPU'}; data generated from fixed seeds (bench/data.mjs)`,
)
for (const [name, run] of Object.entries(PARTS)) if (wanted.length === 0 || wanted.includes(name)) await run(options)
process.exit(0)
