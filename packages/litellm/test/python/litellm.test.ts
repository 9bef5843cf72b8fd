// A real LiteLLM proxy, where HEADROOM_LITELLM_PYTHON names a Python that has `litellm[proxy]`. It takes minutes.
import { fileURLToPath } from 'node:url'
import { startProxy } from '@headroom/proxy'
import OpenAI from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expectPrefixes } from '../../../../test/support/host-contract.ts'
import { type Received, type Say, startProvider } from '../../../../test/support/local-provider.ts'
import { freePort, pythonWith, startPython } from '../../../../test/support/python.ts'
import { hashIn, ROWS_TEXT } from '../../../../test/support/requests.ts'
import { createLiteLLMClient } from '../../src/index.ts'
import { agent, collected, type Turn } from '../agent.ts'

const python = pythonWith('HEADROOM_LITELLM_PYTHON', ['litellm', 'fastapi'])
const calls = (id: string, name: string, input: unknown): Say => ({ calls: [{ id, name, input }] })
const retrieve = ({ body }: Received): Say => calls('ours_1', 'headroom_retrieve', { hash: hashIn(body) })
const OTHER_TEXT = ROWS_TEXT.replaceAll('eu-west-1', 'us-east-1')
const listRecords = ({ limit }: { limit?: number }) => (limit === 3 ? OTHER_TEXT : ROWS_TEXT)

async function start(name: 'guardrail' | 'behind' | 'plain', says: (Say | ((request: Received) => Say))[]) {
  // LiteLLM asks for the list of models when it starts.
  const provider = await startProvider('openai', {
    says,
    respond({ method }, response) {
      if (method !== 'GET') return false
      provider.received.pop()
      response.writeHead(404).end()
      return true
    },
  })
  onTestFinished(() => provider.close())
  const proxy = await startProxy({
    port: 0,
    stateless: true,
    logLevel: 'silent',
    openaiUpstream: provider.url,
    drainSeconds: 1,
  })
  onTestFinished(() => proxy.close())
  const port = await freePort()
  const config = fileURLToPath(new URL(`${name}.yaml`, import.meta.url))
  const args = ['-c', 'from litellm import run_server; run_server()', '--config', config, '--host', '127.0.0.1']
  await startPython(python!, [...args, '--port', String(port)], {
    ready: `http://127.0.0.1:${port}/health/liveliness`,
    env: {
      PROVIDER_V1: `${provider.url}/v1`,
      HEADROOM_URL: proxy.url,
      HEADROOM_V1: `${proxy.url}/v1`,
      LITELLM_MASTER_KEY: 'sk-0123456789abcdef0123456789abcdef',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    },
  })
  return { provider, options: { baseURL: `http://127.0.0.1:${port}`, apiKey: 'sk-0123456789abcdef0123456789abcdef' } }
}

const turnOf =
  ({ chat }: OpenAI, stream: boolean): Turn =>
  async (request) => {
    const body = { model: 'gpt-4o', ...request }
    if (stream) return collected(await chat.completions.create({ ...body, stream: true }))
    return (await chat.completions.create(body)).choices[0]!.message
  }

const AGENT = [
  calls('call_1', 'list_records', { limit: 200 }),
  retrieve,
  { text: 'Worker 0 failed.' },
  calls('call_2', 'list_records', { limit: 3 }),
  { text: 'The others are fine.' },
]

describe.skipIf(!python)('a real LiteLLM proxy', () => {
  it('with its guardrail on our proxy: settles retrieval, sends the newest result whole, and smaller a turn later', async () => {
    const { provider, options } = await start('guardrail', [
      calls('call_1', 'list_records', { limit: 200 }),
      calls('call_2', 'list_records', { limit: 3 }),
      retrieve,
      { text: 'Worker 0 failed.' },
    ])
    const conversation = agent(turnOf(new OpenAI(options), false), { url: '', plain: false, listRecords })
    const { text, calls: seen } = await conversation.ask('What stands out?')
    expect([text, seen]).toEqual(['Worker 0 failed.', ['list_records', 'list_records']])
    const contents = provider.received.map(({ json }) =>
      (json.messages as { role: string; content: string }[])
        .filter(({ role }) => role === 'tool')
        .map(({ content }) => content),
    )
    expect(contents[1]).toEqual([ROWS_TEXT])
    expect(contents[2]).toEqual([expect.stringMatching(/^# headroom json.*<<ccr:/s), OTHER_TEXT])
    expect(contents[3]!.at(-1)).toBe(ROWS_TEXT)
  }, 120_000)

  it.each([
    ['behind', (options: { baseURL: string }) => new OpenAI(options)],
    ['plain', (options: { baseURL: string }) => createLiteLLMClient(options)],
  ] as const)(
    '%s: keeps every prefix, whole and streamed',
    async (name, clientOf) => {
      for (const stream of [false, true]) {
        const { provider, options } = await start(name, AGENT)
        const conversation = agent(turnOf(clientOf(options), stream), { url: '', plain: false, listRecords })
        expect((await conversation.ask('What stands out?')).text).toBe('Worker 0 failed.')
        const { text, calls: seen, state } = await conversation.ask('And the others?')
        expect([text, seen]).toEqual(['The others are fine.', ['list_records']])
        expect(JSON.stringify(state)).not.toMatch(/<<ccr:|headroom_retrieve/)
        expect(provider.received[1]!.body.toString()).toContain('<<ccr:')
        expectPrefixes({ format: 'openai' }, provider.received)
      }
    },
    240_000,
  )
})
