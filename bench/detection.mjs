// Who takes what: the bids of every compressor for each item of a corpus, as a confusion matrix of kinds and winners.
// `npm run bench -- detection --corpus DIR [--half open] [--kinds log,diff] [--worst 20] [--compressors FILE]`
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defaultCompressors, tokenCounter } from '@headroom/core'
import { percent, table } from './measure.mjs'

/** The least that the pipeline offers to a compressor, in tokens. */
const LEAST_TOKENS = 250
const NOBODY = 'nobody'
const CLOSE = 0.1

/** The kinds of the corpus at which a compressor is at home. A winner anywhere else is a surprise. */
const HOME = {
  json: ['json-array', 'json-nested', 'search'],
  log: ['log'],
  search: ['search'],
  listing: ['search', 'log'],
  diff: ['diff'],
  command: ['test-output', 'log'],
  trace: ['stack-trace', 'test-output'],
  table: ['csv'],
  html: ['html'],
  xml: [],
  prose: ['prose'],
  code: ['code'],
}
/** Tool results of whole sessions may be of any kind. */
const isOpen = (kind) => kind.startsWith('transcript-')

/** `options`: corpus, and if given half, kinds (separated by commas), worst (how many to name), compressors (a module). */
export async function benchDetection({ corpus, half = 'open', kinds: wanted, worst = '20', compressors: own }) {
  if (!corpus) {
    console.error('detection needs a corpus: --corpus DIR')
    process.exit(2)
  }
  const compressors = own ? (await import(pathToFileURL(resolve(own)).href)).default : defaultCompressors
  const count = await tokenCounter('gpt-4o')
  const asked = textsOf(join(corpus, half), wanted?.split(','))
    .map((item) => ({ ...item, tokens: count(item.text) }))
    .filter(({ tokens }) => tokens >= LEAST_TOKENS)
    .map((item) => ({ ...item, ...contest(item, compressors) }))
  const kinds = [...new Set(asked.map(({ kind }) => kind))].sort()
  const winners = [...compressors.map(({ name }) => name), NOBODY]
  matrix('Detection: items by winner', { asked, kinds, winners }, (list) => list.length.toLocaleString('en'))
  matrix('Detection: tokens by winner', { asked, kinds, winners }, (list) => tokensOf(list).toLocaleString('en'))
  surprises(asked, Number(worst))
  closeCalls(asked)
}

/** Every tool result of the corpus: an item, or each result in a transcript. */
function textsOf(folder, wanted) {
  const { index } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
  return index
    .filter(({ kind }) => !wanted || wanted.includes(kind))
    .flatMap(({ id, kind, file }) => {
      const text = readFileSync(join(folder, file), 'utf8')
      return isOpen(kind) ? resultsIn(JSON.parse(text), { id, kind }) : [{ id, kind, text, tool: undefined }]
    })
}

function resultsIn(transcript, { id, kind }) {
  const messages = Array.isArray(transcript) ? transcript : transcript.messages
  const tools = new Map()
  return messages.flatMap((message, at) => {
    const blocks = Array.isArray(message.content) ? message.content : []
    for (const call of message.tool_calls ?? []) tools.set(call.id, call.function?.name)
    for (const block of blocks) if (block.type === 'tool_use') tools.set(block.id, block.name)
    const results = blocks.filter((block) => block.type === 'tool_result' && !block.is_error)
    const found = results.flatMap(({ tool_use_id, content }) =>
      [content ?? []].flat().map((part) => ({ tool: tools.get(tool_use_id), text: part.text ?? part })),
    )
    if (message.role === 'tool') found.push({ tool: tools.get(message.tool_call_id), text: message.content })
    return found
      .filter(({ text }) => typeof text === 'string')
      .map((result) => ({ id: `${id}#${at}`, kind, ...result }))
  })
}

/** The bids for an item, the highest first, and who has won; a tie goes to the first in the list. */
function contest({ text, tool }, compressors) {
  const segment = { text, toolName: tool }
  const bids = compressors
    .map((compressor) => ({ name: compressor.name, bid: compressor.bid(segment) }))
    .filter(({ bid }) => bid > 0)
    .sort((a, b) => b.bid - a.bid)
  return { bids, winner: bids[0]?.name ?? NOBODY }
}

function matrix(title, { asked, kinds, winners }, cell) {
  const among = (list) => winners.map((winner) => list.filter((item) => item.winner === winner))
  const row = (label, list) => [label, cell(list), ...among(list).map((won) => (won.length > 0 ? cell(won) : '·'))]
  const rows = kinds.map((kind) =>
    row(
      kind,
      asked.filter((item) => item.kind === kind),
    ),
  )
  table(title, ['kind', 'all', ...winners], [...rows, row('all', asked)])
}

function surprises(asked, most) {
  const isForeign = ({ kind, winner }) => winner !== NOBODY && !isOpen(kind) && !HOME[winner]?.includes(kind)
  const foreign = asked.filter(isForeign).sort((a, b) => b.tokens - a.tokens)
  const share = percent(tokensOf(foreign) / Math.max(1, tokensOf(asked)))
  table(
    `Detection: ${foreign.length} winners foreign to the kind (${share} of the tokens), the largest first`,
    ['item', 'kind', 'tokens', 'bids', 'begins'],
    foreign
      .slice(0, most)
      .map(({ id, kind, tokens, bids, text }) => [id, kind, tokens, bids.map(spell).join(', '), beginningOf(text)]),
  )
}

/** Pairs of compressors whose bids are so near that little decides between them. */
function closeCalls(asked) {
  const close = asked.filter(({ bids }) => bids.length > 1 && bids[0].bid - bids[1].bid < CLOSE)
  const pairs = new Map()
  for (const item of close) {
    const pair = `${item.bids[0].name} before ${item.bids[1].name}`
    pairs.set(pair, [...(pairs.get(pair) ?? []), item])
  }
  const rows = [...pairs].sort((a, b) => b[1].length - a[1].length)
  table(
    `Detection: ${close.length} items with bids less than ${CLOSE} apart`,
    ['pair', 'items', 'tokens', 'such as'],
    rows.map(([pair, list]) => [pair, list.length, tokensOf(list).toLocaleString('en'), list[0].id]),
  )
}

const spell = ({ name, bid }) => `${name} ${bid.toFixed(2)}`
const tokensOf = (list) => list.reduce((sum, { tokens }) => sum + tokens, 0)
const beginningOf = (text) => text.slice(0, 60).replace(/\s+/g, ' ').replaceAll('|', '¦')
