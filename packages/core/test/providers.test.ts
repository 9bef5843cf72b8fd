// What a provider says goes through whatever it is, and what was hidden stays known for as long as a conversation goes on.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsOf, type Say, type Spoken } from '../../../test/support/local-provider.ts'
import { CHAT, type Chat, hashIn } from '../../../test/support/requests.ts'
import { openaiAnswer } from '../../../test/support/speak-openai.ts'
import { createHeadroom, createMemoryStore, defaultProviders, type Provider } from '../src/index.ts'

const PROVIDERS: Readonly<Record<Spoken, string>> = {
  openai: 'openai-chat',
  anthropic: 'anthropic-messages',
  responses: 'openai-responses',
  gemini: 'gemini',
}
const FORMATS = Object.keys(PROVIDERS) as Spoken[]
const providerOf = (format: Spoken): Provider =>
  defaultProviders.find(({ wires }) => wires.includes(PROVIDERS[format]))!

const TOOL = 'headroom_retrieve'
const say: Say = {
  thinking: 'Hm.',
  text: 'Let me look.',
  calls: [
    { id: 'ours', name: TOOL, input: { hash: 'x' } },
    { id: 'theirs', name: 'list_records', input: { a: [1] } },
  ],
}
const odd = fc.constantFrom<unknown>(null, 0, -1, 'text', '', true, [], {}, [null], [[]], { type: 'text' }, undefined)

/** The value with something odd in one of its places. */
function broken(value: unknown, pick: number, instead: unknown): unknown {
  const copy = structuredClone(value)
  const places: [Record<string, unknown>, string][] = []
  const visit = (at: unknown) => {
    if (at === null || typeof at !== 'object') return
    for (const [key, child] of Object.entries(at)) {
      places.push([at as Record<string, unknown>, key])
      visit(child)
    }
  }
  visit(copy)
  const [parent, key] = places[pick % places.length]!
  parent[key] = instead
  return copy
}

const dataOf = (event: string) => /^data: (\{.*\})\r?$/m.exec(event)?.[1]

describe.each(FORMATS)('answers of %s', (format) => {
  const provider = providerOf(format)

  it('are read and joined without throwing, whatever is in them', () => {
    const events = eventsOf(format, say)
    const whole = format === 'openai' ? openaiAnswer({ say, id: 1, request: {} }) : wholeOf(events)
    fc.assert(
      fc.property(fc.nat(), odd, (pick, instead) => {
        const answer = broken(whole, pick, instead)
        const turn = provider.turn(answer, TOOL)
        provider.usage(answer)
        if (!turn) return
        const results = provider.results(turn.calls, turn.calls.map(String), TOOL)
        const merged = provider.merge([answer, answer], TOOL)
        const messages = provider.answerMessages(merged)
        provider.withoutCalls(turn.messages, TOOL)
        provider.echo([...messages, ...results, null, 7], 0)
        for (const next of [null, 7, [], {}, ...results]) provider.joinResults?.(results, next, turn.messages.at(-1))
      }),
    )
  })

  it('are read as a stream without throwing, and what is not understood goes on', () => {
    const events = eventsOf(format, say)
    fc.assert(
      fc.property(fc.nat(), fc.nat(), odd, (place, pick, instead) => {
        const stream = provider.stream(TOOL)
        for (const round of [1, 2]) {
          stream.begin()
          events.forEach((event, index) => {
            const data = dataOf(event) ?? ''
            const isBroken = index === place % events.length && data !== ''
            const text = isBroken ? JSON.stringify(broken(JSON.parse(data), pick, instead)) : data
            stream.push({ raw: new TextEncoder().encode(event), event: /^event: (.*)$/m.exec(event)?.[1], data: text })
          })
          stream.turn()
          if (round === 2) stream.close()
        }
        stream.error({ error: null })
        provider.echo(stream.merged(), 0)
        stream.usage()
      }),
    )
  })
})

/** A whole answer, from what a stream of it says at its ends. */
function wholeOf(events: readonly string[]): unknown {
  const data = events.flatMap((event) => dataOf(event) ?? []).map((text) => JSON.parse(text))
  const completed = data.at(-1).response
  if (completed) return completed
  const start = data[0].message
  if (start) return { ...start, content: data.flatMap(({ content_block }) => content_block ?? []) }
  const parts = data.flatMap(({ candidates }) => candidates[0].content.parts)
  return { ...data.at(-1), candidates: [{ ...data.at(-1).candidates[0], content: { role: 'model', parts } }] }
}

it('what was hidden is put back as long as the conversation goes on, and no longer', async () => {
  const chat: Chat = CHAT.openai
  let time = 0
  const store = createMemoryStore({ now: () => time })
  const headroom = createHeadroom({ store, ttlSeconds: 60 })
  const sent: unknown[][] = []
  const ask = (messages: unknown[], say: (body: string) => Say) =>
    headroom.run({ body: { ...chat.request(), messages } }, async ({ body }) => {
      sent.push((body as { messages: unknown[] }).messages)
      return openaiAnswer({ say: say(JSON.stringify(body)), id: sent.length, request: {} })
    }) as Promise<{ choices: { message: object }[] }>
  const begun = chat.request().messages as unknown[]
  const calls = (body: string) => [{ id: 'ours', name: TOOL, input: { hash: hashIn(body) } }]
  const answer = await ask(begun, (body) => (sent.length === 1 ? { calls: calls(body) } : { text: 'Done.' }))
  const messages = [...begun, answer.choices[0]!.message]
  for (let turn = 0; turn < 4; turn++) {
    time += 50_000
    messages.push(chat.user(`Sure, ${turn}?`))
    await ask(messages, () => ({ text: 'Yes.' }))
    expect(sent.at(-1)!.slice(0, sent[1]!.length)).toEqual(sent[1])
  }
  time += 61_000
  await ask(messages, () => ({ text: 'Yes.' }))
  expect(JSON.stringify(sent.at(-1))).not.toContain(TOOL)
})
