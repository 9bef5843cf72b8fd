// What stays visible of what a question needs, against how much is shown. `npm run bench -- frontier --corpus DIR [--half open]`
// Items are parted in two by a hash of their names: constants are chosen on one half, and hold on the other or not.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultCompressors, tokenCounter } from '@headroom/core'
import { chooseUnits } from '../packages/core/dist/compressors/prose/choose.js'
import { scoreByWords } from '../packages/core/dist/compressors/prose/score.js'
import { segment as cut } from '../packages/core/dist/compressors/prose/segment.js'
import { percent, table } from './measure.mjs'

const BIASES = [0.5, 0.7, 1, 1.3, 1.7, 2.5]
const KEEPS = [0.1, 0.2, 0.3, 0.5, 0.6]
const AMONG = 40
const HASH = '<<ccr:0123456789abcdef01234567'
const SALIENT = {
  numbers: /\p{Nd}+(?:[.,:/-]\p{Nd}+)*/gu,
  'names in programs':
    /`[^`\n]{1,80}`|https?:\/\/[^\s)>\]]+|(?<![\w/])[\w.-]+\/[\w./-]+|\b\w+_\w+\b|\b[a-z]+[A-Z]\w*\b|\b[A-Z]{2,}\b|\b\w+\(\)/g,
  denials: /\b(?:not|never|no|none|neither|nor|cannot|without|unless|except)\b|\w+n['’]t\b/giu,
}

const digest = (text) => createHash('sha256').update(text).digest('hex')
const halfOf = (id) => (Number.parseInt(digest(id).slice(0, 2), 16) & 1 ? 'B' : 'A')
const loose = (text) => text.replace(/\s+/g, ' ').trim()

export async function benchFrontier({ corpus, half = 'open' }) {
  if (!corpus) {
    console.error('frontier needs a corpus: --corpus DIR')
    process.exit(2)
  }
  const folder = join(corpus, half)
  const keys = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))
  const { index } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
  const items = index
    .filter(({ kind }) => kind === 'search' || kind === 'prose')
    .map(({ id, kind, file }) => ({ id, kind, key: keys[id] ?? {}, text: readFileSync(join(folder, file), 'utf8') }))
  documents(
    items.filter(({ key }) => key.gold_results),
    await tokenCounter('gpt-4o'),
  )
  passages(items.filter(({ key }) => key.qa))
  meetings(items.filter(({ key }) => key.queries))
  salient(items.filter(({ kind, key }) => kind === 'prose' && (key.qa || key.queries)))
}

/** Lists of documents as JSON, by bias: tokens saved, and what stays of the documents that the question needs. */
function documents(items, count) {
  const json = defaultCompressors.find(({ name }) => name === 'json')
  const rows = BIASES.map((bias) => {
    const sums = {}
    for (const { id, text, key } of items) {
      const segment = {
        path: [],
        message: 0,
        role: 'tool',
        kind: 'tool-result',
        text,
        isError: false,
        query: key.question,
      }
      const drop = (_, words) => `${HASH} ${words}>>`
      const shown = json.compress(segment, { level: 'recoverable', bias, options: {}, count, drop })?.text ?? text
      const visible = loose(plain(shown))
      for (const group of ['all', halfOf(id)]) {
        const sum = (sums[group] ??= { before: 0, after: 0, whole: [0, 0], parts: [0, 0] })
        sum.before += count(text)
        sum.after += Math.min(count(text), count(shown))
        for (const gold of goldOf(text, key)) {
          add(sum.whole, visible.includes(loose(gold)))
          for (const part of partsOf(gold)) add(sum.parts, visible.includes(loose(part)))
        }
      }
    }
    return [bias, ...['all', 'A', 'B'].map((group) => cell(sums[group]))]
  })
  table('Documents: tokens saved · documents that are needed whole · their sentences', ['bias', 'all', 'A', 'B'], rows)
}

const cell = ({ before, after, whole, parts }) =>
  `${percent(1 - after / before)} · ${percent(whole[0] / whole[1])} · ${percent(parts[0] / parts[1])}`

function goldOf(text, key) {
  const data = JSON.parse(text)
  const results = Array.isArray(data) ? data : data.results
  const longest = (result) =>
    Object.values(result)
      .filter((value) => typeof value === 'string')
      .sort((a, b) => b.length - a.length)[0]
  return key.gold_results.map((gold) => longest(results[gold]) ?? '')
}

/** Sentences of prose, lines of code. */
function partsOf(text) {
  const parts = text.split('\n').flatMap((line) => line.match(/[^.!?。]+(?:[.!?。]+(?=\s|$)|$)|\S+/gu) ?? [])
  return parts.map((part) => part.trim()).filter((part) => part.length > 15)
}

/** Without the spelling of JSON strings. */
const plain = (json) =>
  json.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_, code, letter) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : letter === 'n' || letter === 't' ? ' ' : letter,
  )

/** Questions over the passage with the answer alone, and among others of other documents. */
function passages(items) {
  const { questions, paragraphs } = collect(items)
  for (const [title, textOf, chosen] of [
    ['Prose: the passage alone', ({ paragraph }) => paragraph, questions],
    [
      `Prose: among ${AMONG} passages`,
      (question) => among(question, paragraphs),
      questions.filter(({ id }) => Number.parseInt(digest(id).slice(2, 8), 16) % 4 === 0),
    ],
  ]) {
    const sums = new Map()
    for (const question of chosen) {
      const text = textOf(question)
      const at = text.indexOf(question.paragraph)
      for (const keep of KEEPS) {
        const { document, shown, kept } = choose(text, question.query, keep)
        const isShown = question.spans.some(([from, to]) => isVisible(document, shown, at + from, at + to))
        for (const group of ['all', question.half, question.lang]) note(sums, group, keep, { kept, hit: isShown })
      }
    }
    curves(`${title}: answers visible (of the text shown)`, sums)
  }
}

function collect(items) {
  const questions = []
  const paragraphs = new Map()
  for (const { id, text, key } of items) {
    const letters = [...text]
    const slice = (from, to) => letters.slice(from, to).join('')
    const lang = key.lang ?? 'en'
    // passages of one article stay in one half
    const half = halfOf(id.replace(/-\d+$/, '').replace(/^(?:squad\d|xquad-..)-/, ''))
    for (const { id: number, q, answers, spans, para_span: span, unanswerable } of key.qa) {
      const paragraph = slice(...span)
      if (!paragraphs.has(lang)) paragraphs.set(lang, new Map())
      paragraphs.get(lang).set(paragraph, id)
      if (unanswerable || !answers?.length) continue
      const places = spans.map(([from, to]) => [slice(span[0], from).length, slice(span[0], to).length])
      questions.push({ id: `${id}:${number}`, doc: id, half, lang, query: q, paragraph, spans: places })
    }
  }
  return { questions, paragraphs }
}

/** The passage somewhere among passages of other documents, in an order that the question's name decides. */
function among({ id, doc, lang, paragraph }, paragraphs) {
  const others = [...paragraphs.get(lang)].filter(([, from]) => from !== doc).map(([text]) => text)
  const byHash = (salt, texts) =>
    texts
      .map((text) => [digest(id + salt + text), text])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => text)
  return byHash('2', [...byHash('', others).slice(0, AMONG - 1), paragraph]).join('\n\n')
}

/** Meetings: lines that a question needs. */
function meetings(items) {
  const sums = new Map()
  for (const { id, text, key } of items) {
    const lines = text.split('\n')
    const starts = lines.map((_, i) => lines.slice(0, i).reduce((sum, line) => sum + line.length + 1, 0))
    for (const { q, relevant_lines: ranges } of key.queries) {
      for (const keep of ranges?.length ? KEEPS : []) {
        const { document, shown, kept } = choose(text, q, keep)
        for (const [first, last] of ranges) {
          for (let line = first - 1; line < last; line++) {
            if (lines[line].trim() === '') continue
            const hit = isVisible(document, shown, starts[line], starts[line] + lines[line].length)
            for (const group of ['all', halfOf(id)]) note(sums, group, keep, { kept, hit })
          }
        }
      }
    }
  }
  curves('Meetings: lines that are needed visible (of the text shown)', sums)
}

/** Numbers, names and denials, each distinct one of a document, whatever was asked. */
function salient(items) {
  const sums = new Map()
  for (const { text, key } of items) {
    for (const { q } of [...(key.qa ?? key.queries)].filter(({ unanswerable }) => !unanswerable).slice(0, 3)) {
      for (const keep of KEEPS) {
        const { document, shown, kept } = choose(text, q, keep)
        const visible = document.units
          .flatMap(({ start, end }, i) => (shown[i] ? [text.slice(start, end)] : []))
          .join('\n')
        for (const [sort, pattern] of Object.entries(SALIENT)) {
          const seen = new Set(visible.match(pattern))
          for (const token of new Set(text.match(pattern))) note(sums, sort, keep, { kept, hit: seen.has(token) })
        }
      }
    }
  }
  curves('Prose: what is costly to lose visible (of the text shown)', sums)
}

/** What stays of a text for a query that is taken to tell what is wanted. */
function choose(text, query, keep) {
  const document = documentOf(text)
  const { values } = scoreByWords(document, query)
  const shown = chooseUnits(document, { values, focus: 1 }, { query: '', keep, bias: 1 })
  const length = (chosen) => document.units.reduce((sum, { start, end }, i) => sum + (chosen(i) ? end - start : 0), 0)
  return { document, shown, kept: length((i) => shown[i]) / length(() => true) }
}

let last
function documentOf(text) {
  if (last?.text !== text) last = cut(text)
  return last
}

function isVisible({ units }, shown, from, to) {
  return units.every(({ start, end }, i) => end <= from || start >= to || shown[i])
}

function note(sums, group, keep, { kept, hit }) {
  if (!sums.has(group)) sums.set(group, new Map(KEEPS.map((each) => [each, { hits: [0, 0], kept: 0 }])))
  const sum = sums.get(group).get(keep)
  add(sum.hits, hit)
  sum.kept += kept
}

function add(counts, isHit) {
  if (isHit) counts[0]++
  counts[1]++
}

function curves(title, sums) {
  const rows = [...sums].map(([group, byKeep]) => [
    group,
    ...KEEPS.map((keep) => {
      const { hits, kept } = byKeep.get(keep)
      return `${percent(hits[0] / hits[1])} (${percent(kept / hits[1])})`
    }),
  ])
  table(title, ['', ...KEEPS.map((keep) => `keep ${keep}`)], rows)
}
