// Generates conversations with tools, for property tests of the laws.
import fc from 'fast-check'
import { codeText } from './generate-code.ts'
import { commandText } from './generate-command.ts'
import { diffText } from './generate-diff.ts'
import { fileText } from './generate-file.ts'
import { htmlText } from './generate-html.ts'
import { jsonText } from './generate-json.ts'
import { listingText } from './generate-listing.ts'
import { logText } from './generate-log.ts'
import { mixedText } from './generate-mixed.ts'
import { proseQuery, proseText } from './generate-prose.ts'
import { searchText } from './generate-search.ts'
import { tableText } from './generate-table.ts'
import { traceText } from './generate-trace.ts'
import { words } from './generate-words.ts'
import { xmlText } from './generate-xml.ts'
import { yamlText } from './generate-yaml.ts'

/** One tool result and the call that it answers. */
export interface ToolTurn {
  tool: string
  input: Record<string, unknown>
  output: string
  isError: boolean
}

/** A turn: what the user says, and what the model does until it is done. */
export interface Turn {
  user: string
  /** Calls in the order of the model's steps; each step may call several tools at once. */
  steps: ToolTurn[][]
  answer: string
}

export interface Conversation {
  system: string
  turns: Turn[]
}

const sentence = fc.array(words, { minLength: 1, maxLength: 12 }).map((list) => `${list.join(' ')}.`)

/** Text that reads like a marker of ours, which must mean nothing. */
const markerLike = fc
  .tuple(sentence, fc.integer({ min: 0 }))
  .map(([text, seed]) => `${text} <<ccr:${seed.toString(16).padStart(24, '0')} 5 of 9 rows omitted>> ${text}`)

/** What tools say: content of every kind that has a compressor, and of none. */
export const toolOutput: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: jsonText },
  { weight: 4, arbitrary: logText },
  { weight: 3, arbitrary: fileText },
  { weight: 2, arbitrary: codeText },
  { weight: 1, arbitrary: searchText },
  { weight: 1, arbitrary: listingText },
  { weight: 1, arbitrary: diffText },
  { weight: 1, arbitrary: traceText },
  { weight: 1, arbitrary: commandText },
  { weight: 1, arbitrary: tableText },
  { weight: 1, arbitrary: yamlText },
  { weight: 1, arbitrary: htmlText },
  { weight: 1, arbitrary: xmlText },
  { weight: 1, arbitrary: proseText },
  { weight: 1, arbitrary: mixedText },
  { weight: 1, arbitrary: fc.array(sentence, { maxLength: 60 }).map((list) => list.join(' ')) },
  { weight: 1, arbitrary: markerLike },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
)

const toolTurn: fc.Arbitrary<ToolTurn> = fc.record({
  tool: fc.constantFrom('list_records', 'get_logs', 'run_command', 'Read', 'Grep', 'mcp__files__search'),
  input: fc.dictionary(fc.constantFrom('query', 'path', 'limit'), fc.oneof(sentence, fc.nat(500)), {
    noNullPrototype: true,
  }),
  output: toolOutput,
  isError: fc.nat(9).map((value) => value === 0),
})

/** Conversations of one to three turns. */
export const conversations: fc.Arbitrary<Conversation> = fc.record({
  system: sentence,
  turns: fc.array(
    fc.record({
      user: fc.oneof(sentence, proseQuery),
      steps: fc.array(fc.array(toolTurn, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
      answer: sentence,
    }),
    { minLength: 1, maxLength: 3 },
  ),
})
