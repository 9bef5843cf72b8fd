// The contract of wires, on messages of every specification.
import { testWire } from '@headroom/core/testing'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { aiSdkWire } from '../src/wire.ts'

const words = fc.string({ unit: 'grapheme', maxLength: 20 })
const id = fc.constantFrom('call_1', 'call_2')
const toolName = fc.constantFrom('list_records', 'web_search')
const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: ['type'], noNullPrototype: true })
const of = (type: string) => ({ type: fc.constant(type), providerOptions: fc.constant({ own: { cacheControl: 1 } }) })

const image = fc.oneof(
  record({ ...of('media'), data: words, mediaType: fc.constant('image/png') }),
  record({ ...of('file-data'), data: words, mediaType: fc.constant('image/png') }),
  record({
    ...of('file'),
    data: record({ type: fc.constant('url'), url: words }),
    mediaType: fc.constant('image/png'),
  }),
)
const textPart = record({ ...of('text'), text: words })
// Results of JSON become results of text, which is not where they came from: messages.test.ts has them.
const output = fc.oneof(
  record({ ...of('text'), value: words }),
  record({ ...of('error-text'), value: words }),
  record({ ...of('execution-denied'), reason: words }),
  record({ ...of('content'), value: fc.array(fc.oneof(textPart, image)) }),
)
const part = fc.oneof(
  textPart,
  image,
  record({ ...of('reasoning'), text: words }),
  record({ ...of('custom'), kind: words }),
  record({
    ...of('tool-call'),
    toolCallId: id,
    toolName,
    input: fc.dictionary(words, words, { noNullPrototype: true }),
  }),
  record({ ...of('tool-result'), toolCallId: id, toolName, output }),
  record({ ...of('tool-approval-response'), approvalId: words, approved: fc.boolean() }),
)
const message = fc.record(
  {
    role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'never-seen'),
    content: fc.oneof(words, fc.array(part, { maxLength: 4 })),
    providerOptions: fc.constant({ own: { a: 1 } }),
  },
  { requiredKeys: ['role', 'content'], noNullPrototype: true },
)
const bodies = fc.record(
  {
    model: words,
    messages: fc.array(message, { maxLength: 6 }),
    tools: fc.constant([
      { type: 'provider', name: 'web_search' },
      { type: 'function', name: 'list_records' },
    ]),
    providerOptions: fc.constant({ own: { truncation: 'auto' } }),
  },
  { requiredKeys: ['messages'], noNullPrototype: true },
)

testWire({ wire: aiSdkWire, bodies }, { describe, it })
