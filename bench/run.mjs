// `npm run bench`: every figure of the READMEs. `npm run bench -- library` (or json, size, proxy) runs one part.
import os from 'node:os'
import { benchJsonForms } from './json-forms.mjs'
import { benchLibrary } from './library.mjs'
import { benchProxy } from './proxy.mjs'
import { benchSize } from './size.mjs'

const PARTS = { library: benchLibrary, json: benchJsonForms, size: benchSize, proxy: benchProxy }
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}

const [cpu] = os.cpus()
console.log(
  `Node ${process.version}, ${os.cpus().length} × ${cpu?.model ?? 'unknown CPU'}; data generated from fixed seeds (bench/data.mjs)`,
)
for (const [name, run] of Object.entries(PARTS)) if (wanted.length === 0 || wanted.includes(name)) await run()
process.exit(0)
