// `npm run bench`: every figure of the READMEs. `npm run bench -- library` (or json, size, proxy) runs one part.
// `npm run bench -- detection --corpus DIR` needs a corpus, and runs only when it is named.
import os from 'node:os'
import { benchDetection } from './detection.mjs'
import { benchJsonForms } from './json-forms.mjs'
import { benchLibrary } from './library.mjs'
import { benchProxy } from './proxy.mjs'
import { benchSize } from './size.mjs'

const PARTS = { library: benchLibrary, json: benchJsonForms, size: benchSize, proxy: benchProxy }
const ON_REQUEST = { detection: benchDetection }
const args = process.argv.slice(2)
const firstOption = args.findIndex((arg) => arg.startsWith('--'))
const wanted = firstOption < 0 ? args : args.slice(0, firstOption)
const options = args.slice(wanted.length)
const known = { ...PARTS, ...ON_REQUEST }
const unknown = wanted.filter((name) => !Object.hasOwn(known, name))
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(known).join(', ')}`)
  process.exit(2)
}

const [cpu] = os.cpus()
console.log(
  `Node ${process.version}, ${os.cpus().length} × ${cpu?.model ?? 'unknown CPU'}; data generated from fixed seeds (bench/data.mjs)`,
)
for (const name of wanted.length > 0 ? Object.keys(known) : Object.keys(PARTS))
  if (wanted.length === 0 || wanted.includes(name)) await known[name](options)
process.exit(0)
