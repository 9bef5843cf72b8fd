import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../testing/decode-json.ts'
import { falsehood } from '../../testing/truth.ts'
import type { CompressContext, Segment } from '../../types.ts'
import { jsonCompressor } from './index.ts'
import { unitsOf } from './preview-text.ts'

const TOPICS = ['volcano', 'harbour', 'violin', 'glacier', 'saffron', 'railway', 'comet', 'orchard', 'theatre', 'canal']
const QUESTION = 'Which composer wrote the violin concerto that was first played in the harbour town?'

describe('previews of long texts', () => {
  it('shows the documents that answer the query whole, and of the others their short fields and a preview', () => {
    const results = documents()
    const { text, originals, words } = compress(JSON.stringify({ results }), QUESTION)
    for (const { title, url } of results) for (const short of [title, url]) expect(text).toContain(short)
    expect(text).toContain(results[2]!.text)
    expect(text).not.toContain(results[0]!.text)
    expect(originals).toEqual([JSON.stringify({ results })])
    expect(words[0]).toMatch(/^\d of 10 long texts cut at …, \d+ of their \d+ characters omitted$/)
  })

  it('shows a document that the best one names', () => {
    const results = documents()
    results[7]!.text = `Elsa Brandt ${results[7]!.text}`
    results[7]!.title = 'Elsa Brandt'
    results[2]!.text += ' The violin concerto was written by Elsa Brandt for the harbour town.'
    expect(compress(JSON.stringify(results), QUESTION).text).toContain(results[7]!.text)
  })

  it('shows a document that has the rare names of the best one, or is a part of the same whole', () => {
    const results = documents().map((each, i) => ({ ...each, page: `page ${i}` }))
    results[2]!.text += ' Old Brandt of Vesterholm had made it for Lindqvist.'
    results[7]!.text = `Lindqvist lived in Vesterholm. ${results[7]!.text}`
    results[7]!.title = 'Vesterholm in the days of Brandt'
    for (const i of [8, 9]) results[i]!.text += ' A composer wrote of it.'
    results[8]!.page = results[2]!.page
    const { text } = compress(JSON.stringify(results), QUESTION)
    for (const i of [2, 7, 8]) expect(text).toContain(results[i]!.text)
    for (const i of [3, 4, 5, 9]) expect(text).not.toContain(results[i]!.text)
  })

  it('shows a document in which the words of the query stand side by side before one that has them apart', () => {
    const results = documents()
    results[4]!.text += ' A harbour is not far, and a town is near.'
    results[6]!.text += ' It lies in the harbour town.'
    const query = 'What lies in the harbour town?'
    const whole = [4, 6].filter((i) => compress(JSON.stringify(results), query).text.includes(results[i]!.text))
    expect(whole).toContain(6)
  })

  it('looks for what the tool was called with where the user has not said it', () => {
    const results = documents()
    const text = JSON.stringify(results)
    expect(compress(text, 'Go on with the plan.').originals).toEqual([])
    const { text: shown } = compress(text, 'Go on with the plan.', { query: QUESTION, limit: 10 })
    expect(shown).toContain(results[2]!.text)
    expect(shown.length).toBeLessThan(text.length * 0.6)
    const others = [{ path: QUESTION }, { query: `SELECT * FROM docs -- ${QUESTION}` }, { id: 7 }, null, QUESTION]
    for (const input of others) expect(compress(text, 'Go on with the plan.', input).originals).toEqual([])
  })

  it('cuts nothing that no query tells apart', () => {
    const text = JSON.stringify(documents())
    for (const query of ['', 'Tell me what you find.', 'quantum chromodynamics', `Summarize: ${QUESTION}`])
      expect(compress(text, query).originals).toEqual([])
  })

  it('marks cuts with what the text does not have', () => {
    const results = documents()
    results[5]!.text += ' and so on …'
    expect(compress(JSON.stringify(results), QUESTION).words[0]).toContain(' cut at [...], ')
    results[4]!.text += ' [...]'
    expect(compress(JSON.stringify(results), QUESTION).originals).toEqual([])
  })

  it('keeps the ends of a very long text, and its lines that stand out', () => {
    const lines = Array.from({ length: 200 }, (_, i) => `step ${i} went by like the others`)
    lines[120] = 'step 120 failed: no space left on device'
    const log = lines.join('\n')
    const { text } = compress(JSON.stringify({ id: 7, log, other: documents(), more: documents() }), 'neither nor')
    for (const line of [lines[0]!, lines[199]!, lines[120]!]) expect(text).toContain(line)
    expect(text).not.toContain(lines[60])
    expect(compress(JSON.stringify({ id: 7, log }), 'neither nor').originals).toEqual([])
  })

  it('cuts data that nobody reads', () => {
    const image = `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUg'.repeat(100)}`
    expect(compress(JSON.stringify({ type: 'image', image, width: 5 }), '').text.length).toBeLessThan(400)
  })

  it('shows nothing false, at any depth, with exact counts', () => {
    const sentence = fc.constantFrom(...TOPICS, 'say "hi"', 'line\nbreak', '😀', 'é', '\\', 'a.b', 'x! ', '. ')
    const body = fc.array(sentence, { minLength: 5, maxLength: 120 }).map((parts) => parts.join(' '))
    const list = fc.array(fc.record({ title: fc.constantFrom(...TOPICS), n: fc.nat(), body }), { maxLength: 30 })
    const nested = fc.oneof(
      list,
      list.map((rows) => ({ content: [{ text: JSON.stringify({ rows }) }] })),
    )
    fc.assert(
      fc.property(nested, fc.constantFrom(QUESTION, 'violin', ''), fc.constantFrom(0, 2), (value, query, space) => {
        const text = JSON.stringify(value, null, space)
        const result = compress(text, query)
        expect(falsehood(text, result.text)).toBeUndefined()
        expect(decodeJson(result.text)).toBeDefined()
        for (const original of result.originals) expect(text.includes(original)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('takes texts apart without a rest', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), (text) => {
        expect(
          unitsOf(text)
            .map(([from, to]) => text.slice(from, to))
            .join(''),
        ).toBe(text)
      }),
    )
  })
})

function documents() {
  return TOPICS.map((topic, i) => ({
    title: `On the ${topic}`,
    url: `https://example.org/${topic}`,
    text: [
      `The ${topic} is told of in many books, and this one begins with it.`,
      `Long ago people went to see each ${topic} that they had heard of, and came back with stories number ${i}.`,
      'Nothing else is known, but much has been guessed and written down by those who were there. '.repeat(3),
      i === 2 ? 'The concerto was first played in the harbour town by its composer on this violin.' : 'So it ends.',
    ].join(' '),
  }))
}

function compress(text: string, query: string, toolInput?: unknown) {
  const segment: Segment = {
    path: [],
    message: 0,
    role: 'tool',
    kind: 'tool-result',
    text,
    isError: false,
    query,
    toolInput,
  }
  const words: string[] = []
  const originals: string[] = []
  const context: CompressContext = {
    level: 'recoverable',
    bias: 1,
    options: {},
    count: (counted) => counted.length,
    drop(original, said) {
      originals.push(original)
      words.push(said)
      return `<<ccr:0123456789abcdef01234567 ${said}>>`
    },
  }
  const result = jsonCompressor.compress(segment, context)
  return { text: result?.text ?? text, words, originals }
}
