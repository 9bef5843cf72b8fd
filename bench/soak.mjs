// Round trips: generated texts of every kind, compressed losslessly and read back.
// `npm run bench -- soak --cases 100000 [--kinds log,diff]`
import { defaultCompressors, tokenCounter } from '@headroom/core'
import { decode, TEXTS } from '@headroom/core/testing'
import fc from 'fast-check'
import { table } from './measure.mjs'

const SEED = 2031
/** Where JSON is involved, blanks between its tokens are all that may differ; other kinds read back byte for byte. */
const SAME = { json: withoutBlanks, mixed: (text) => text.replace(/\s+/g, '') }

export async function benchSoak({ cases = '10000', kinds: wanted }) {
  const count = await tokenCounter('gpt-4o')
  const rows = []
  for (const [kind, texts] of Object.entries(TEXTS)) {
    if (wanted && !wanted.split(',').includes(kind)) continue
    const compressor = defaultCompressors.find(({ name }) => name === kind)
    const sum = { cases: 0, changed: 0, wrong: 0, thrown: 0 }
    for (let batch = 0; sum.cases < Number(cases); batch++) {
      const numRuns = Math.min(1000, Number(cases) - sum.cases)
      for (const text of fc.sample(texts, { numRuns, seed: SEED + batch }))
        judge(text, { compressor, count, kind, sum })
    }
    rows.push([kind, sum.cases.toLocaleString('en'), sum.changed.toLocaleString('en'), sum.wrong, sum.thrown])
  }
  table('Lossless round trips', ['kind', 'texts', 're-encoded', 'not read back', 'thrown'], rows)
}

function judge(text, { compressor, count, kind, sum }) {
  sum.cases++
  try {
    const segment = { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query: '' }
    if (compressor.bid(segment) === 0) return
    const result = compressor.compress(segment, { level: 'lossless', bias: 1, options: {}, count, drop: forbidden })
    if (!result) return
    sum.changed++
    const read = decode(result.text)
    const spell = SAME[kind] ?? ((same) => same)
    if (read === undefined || spell(read) !== spell(text)) sum.wrong++
  } catch {
    sum.thrown++
  }
}

function forbidden() {
  throw new Error('a lossless encoding left something out')
}

/** The text without blanks outside of strings; numbers and strings keep their spelling. */
function withoutBlanks(text) {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/gs, (token) => (token[0] === '"' ? token : ''))
}
