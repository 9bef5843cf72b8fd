// A real Agno, where HEADROOM_AGNO_PYTHON names a Python that has `agno[os]`, `openai` and `anthropic`.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startProxy } from '@headroom/proxy'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expectPrefixes } from '../../../../test/support/host-contract.ts'
import { type ProviderScript, type Received, type Say, startProvider } from '../../../../test/support/local-provider.ts'
import { freePort, pythonWith, startPython } from '../../../../test/support/python.ts'
import { hashIn, ROWS_TEXT } from '../../../../test/support/requests.ts'
import { AgentOSClient, type AgnoMessage, agnoProxyConfig, optimizeMessages, type RunEvent } from '../../src/index.ts'
import { messagesOfRun } from '../agent-os-server.ts'

const python = pythonWith('HEADROOM_AGNO_PYTHON', ['agno', 'fastapi', 'uvicorn', 'openai', 'anthropic'])
const program = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const OTHER_TEXT = ROWS_TEXT.replaceAll('eu-west-1', 'us-east-1')
const calls = (id: string, name: string, input: unknown): Say => ({ calls: [{ id, name, input }] })

const AGENT: ProviderScript['says'] = [
  calls('call_1', 'list_records', { limit: 200 }),
  ({ body }: Received) => calls('ours_1', 'headroom_retrieve', { hash: hashIn(body) }),
  { text: 'Worker 0 failed.' },
  calls('call_2', 'list_records', { limit: 3 }),
  { text: 'The others are fine.' },
]

async function start(format: 'openai' | 'anthropic', says: ProviderScript['says']) {
  const provider = await startProvider(format, { says })
  onTestFinished(() => provider.close())
  const upstreams = { openaiUpstream: provider.url, anthropicUpstream: provider.url }
  const proxy = await startProxy({ port: 0, stateless: true, logLevel: 'silent', drainSeconds: 1, ...upstreams })
  onTestFinished(() => proxy.close())
  const port = await freePort()
  const { environment } = agnoProxyConfig({ url: proxy.url })
  const keys = { OPENAI_API_KEY: 'sk-test', ANTHROPIC_API_KEY: 'sk-ant-test' }
  await startPython(python!, [program('agent_os.py'), String(port)], {
    ready: `http://127.0.0.1:${port}/health`,
    env: { ...environment, ...keys, ROWS: ROWS_TEXT, OTHER_ROWS: OTHER_TEXT },
  })
  return { provider, os: new AgentOSClient({ baseURL: `http://127.0.0.1:${port}` }) }
}

describe.skipIf(!python)('a real Agno', () => {
  it.each([
    ['openai', 'openai', false],
    ['openai', 'openai', true],
    ['claude', 'anthropic', false],
    ['claude', 'anthropic', true],
  ] as const)(
    'agent %s on our proxy, by the environment alone; %s, streamed: %s',
    async (id, format, stream) => {
      const { provider, os } = await start(format, AGENT)
      const called: (string | null | undefined)[] = []
      const ask = async (message: string) => {
        if (!stream) {
          const { content, tools = [] } = await os.agents.run(id, { message, session_id: 's1' })
          called.push(...tools.map(({ tool_name }) => tool_name))
          return content
        }
        let text = ''
        for await (const event of os.agents.stream(id, { message, session_id: 's1' })) {
          if (event.event === 'RunContent') text += event.content
          if (event.event === 'ToolCallCompleted') called.push(event.tool?.tool_name)
        }
        return text
      }
      expect(await ask('What stands out?')).toBe('Worker 0 failed.')
      expect(await ask('And the others?')).toBe('The others are fine.')
      expect(called).toEqual(['list_records', 'list_records'])

      expect(provider.received).toHaveLength(5)
      expect(provider.received[1]!.body.toString()).toContain('<<ccr:')
      expect(provider.received[2]!.body.toString()).toContain(JSON.stringify(ROWS_TEXT).slice(1, -1))
      expectPrefixes({ format }, provider.received)

      const runs = await os.sessions.runs('s1', { type: 'agent' })
      const results = runs.flatMap(({ messages = [] }) => messages).filter(({ role }) => role === 'tool')
      expect(new Set(results.map(({ content }) => content))).toEqual(new Set([ROWS_TEXT, OTHER_TEXT]))
      expect(JSON.stringify(runs)).not.toMatch(/<<ccr:|headroom_retrieve/)
      const { tokensSaved } = await optimizeMessages(results)
      expect(tokensSaved).toBeGreaterThan(1000)
    },
    60_000,
  )

  it('answers a client of ours: teams, sessions, errors, cancelling', async () => {
    const { os } = await start('openai', [{ text: 'Hello.' }])
    expect((await os.agents.list()).map(({ id }) => id)).toEqual(['openai', 'claude'])
    expect((await os.agents.get('openai')).id).toBe('openai')
    const events: RunEvent[] = []
    for await (const event of os.teams.stream('crew', { message: 'Hi', session_id: 't1' })) events.push(event)
    expect(events.map(({ event }) => event)).toContain('TeamRunContent')
    expect(events.filter(({ event }) => event === 'Unknown')).toEqual([])
    const run = await os.agents.run('openai', { message: 'Hi', session_id: 's1', user_id: 'u' })
    expect(run).toMatchObject({ content: 'Hello.', session_id: 's1', status: 'COMPLETED' })
    expect((await os.sessions.list({ type: 'agent' })).data.map(({ session_id }) => session_id)).toEqual(['s1'])
    await os.sessions.rename('s1', 'Renamed', { type: 'agent' })
    expect(await os.sessions.get('s1', { type: 'agent' })).toMatchObject({ session_name: 'Renamed' })
    const more = await os.agents.continue('openai', run.run_id!, { input: 'And?', session_id: 's1', user_id: 'u' })
    expect(more.content).toBe('Hello.')
    await os.agents.cancel('openai', run.run_id!)
    await os.sessions.delete('s1')
    await expect(os.sessions.runs('s1', { type: 'agent' })).rejects.toMatchObject({ name: 'AgentOSError', status: 404 })
    await expect(os.agents.run('nobody', { message: 'Hi' })).rejects.toMatchObject({
      body: { detail: 'Agent not found' },
    })
  }, 60_000)

  it('sends what optimizeMessages has filled in', async () => {
    const { messages } = await optimizeMessages<AgnoMessage>(messagesOfRun(ROWS_TEXT))
    const input = JSON.stringify(messages)
    const sent = JSON.parse(execFileSync(python!, [program('sent_messages.py')], { input, encoding: 'utf8' }))
    expect(sent[2]).toEqual({ role: 'tool', content: messages[2]!.compressed_content, tool_call_id: 'call_1' })
    expect(sent[2].content).toMatch(/^# headroom json/)
  }, 60_000)
})
