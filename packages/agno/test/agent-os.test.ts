import { describe, expect, expectTypeOf, it } from 'vitest'
import { ROWS_TEXT } from '../../../test/support/requests.ts'
import { AgentOSClient, AgentOSError, optimizeMessages, type RunEvent, type RunEventOf } from '../src/index.ts'
import { type Answer, messagesOfRun, RUN, runOfAgent, sse, startAgentOS } from './agent-os-server.ts'

const json =
  (value: unknown, status = 200): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
const stream =
  (parts: readonly (string | Buffer)[]): Answer =>
  async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    for (const part of parts) {
      response.write(part)
      await new Promise((resolve) => setImmediate(resolve))
    }
    response.end()
  }

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('AgentOSClient, runs', () => {
  it('runs an agent to the end, with all that a run may take in the form that AgentOS reads', async () => {
    const { url, asked } = await startAgentOS(json(RUN))
    const os = new AgentOSClient({ baseURL: `${url}/`, apiKey: 'key', headers: { 'x-team': 'a' } })
    const file = new File(['abc'], 'a.csv', { type: 'text/csv' })
    const input = {
      message: 'Hi',
      session_id: 's1',
      user_id: 'u',
      dependencies: { a: [1] },
      files: [file, file],
      version: 3,
    }
    expect(
      await os.agents.run('my agent', { ...input, session_state: undefined }, { headers: { 'x-call': 'b' } }),
    ).toEqual(RUN)
    const [{ method, path, headers, form }] = asked as [(typeof asked)[0]]
    expect([method, path]).toEqual(['POST', '/agents/my%20agent/runs'])
    expect(headers).toMatchObject({ authorization: 'Bearer key', 'x-team': 'a', 'x-call': 'b' })
    expect(form).toEqual([
      ['message', 'Hi'],
      ['session_id', 's1'],
      ['user_id', 'u'],
      ['dependencies', '{"a":[1]}'],
      ['files', 'a.csv (text/csv, 3 bytes)'],
      ['files', 'a.csv (text/csv, 3 bytes)'],
      ['version', '3'],
      ['stream', 'false'],
    ])
  })

  it('gives events typed and in order, however the bytes are cut', async () => {
    const text = runOfAgent('ä€😀').join('')
    const bytes = Buffer.from(text)
    const cuts = [
      [text],
      runOfAgent('ä€😀'),
      Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)),
      [text.replaceAll('\n', '\r\n').slice(0, 27), text.replaceAll('\n', '\r\n').slice(27)],
    ]
    for (const parts of cuts) {
      const { url, asked } = await startAgentOS(stream(parts))
      const events = await collect(new AgentOSClient({ baseURL: url }).agents.stream('records', { message: 'Hi' }))
      expect(events.map(({ event }) => event)).toEqual([
        'RunStarted',
        'ModelRequestStarted',
        'ModelRequestCompleted',
        'ToolCallStarted',
        'ToolCallCompleted',
        'CompressionCompleted',
        'RunContent',
        'RunContent',
        'ModelRequestCompleted',
        'RunContentCompleted',
        'RunCompleted',
      ])
      expect((events[4] as RunEventOf<'ToolCallCompleted'>).tool?.result).toBe('ä€😀')
      expect(asked[0]!.form).toContainEqual(['stream', 'true'])
    }
  })

  it('passes on what it does not know, and skips what says nothing', async () => {
    const parts = [
      ': keep-alive\n\n',
      sse('WorkflowStarted', { event: 'WorkflowStarted', run_id: 'r' }),
      'event: custom\ndata: no JSON\ndata: at all\n\n',
      'retry: 3\n\n',
      sse('TeamRunContent', { event: 'TeamRunContent', content: 'x', team_id: 'crew', new_field: 1 }),
      'data: {"event":"RunCompleted","content":"no blank line behind"}',
    ]
    const { url } = await startAgentOS(stream(parts))
    expect(await collect(new AgentOSClient({ baseURL: url }).teams.stream('crew', { message: 'Hi' }))).toEqual([
      { event: 'Unknown', name: 'WorkflowStarted', run_id: 'r', data: { event: 'WorkflowStarted', run_id: 'r' } },
      { event: 'Unknown', name: 'custom', data: 'no JSON\nat all' },
      { event: 'TeamRunContent', content: 'x', team_id: 'crew', new_field: 1 },
      { event: 'RunCompleted', content: 'no blank line behind' },
    ])
  })

  it('gives each event while the run goes on, and closes the connection when the loop is left', async () => {
    const { url, closed } = await startAgentOS((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(runOfAgent('x')[0])
    })
    for await (const event of new AgentOSClient({ baseURL: url }).agents.stream('records', { message: 'Hi' })) {
      expect(event.event).toBe('RunStarted')
      break
    }
    await expect.poll(() => closed).toEqual(['/agents/records/runs'])
  })

  it('aborts before an answer, and in the middle of a stream', async () => {
    let reached = () => {}
    const arrived = new Promise<void>((resolve) => {
      reached = resolve
    })
    const { url, closed } = await startAgentOS(({ form }, response) => {
      reached()
      if (Object.fromEntries(form).stream === 'true') response.writeHead(200).write(runOfAgent('x')[0])
    })
    const os = new AgentOSClient({ baseURL: url })
    const controller = new AbortController()
    const run = os.agents.run('a', { message: 'Hi' }, { signal: controller.signal })
    const failed = expect(run).rejects.toMatchObject({ name: 'AbortError' })
    await arrived
    controller.abort()
    await failed
    const second = new AbortController()
    const reading = (async () => {
      for await (const _ of os.agents.stream('b', { message: 'Hi' }, { signal: second.signal })) second.abort()
    })()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => closed).toEqual(['/agents/a/runs', '/agents/b/runs'])
  })

  it('continues, resumes and cancels, for agents and teams alike', async () => {
    const { url, asked } = await startAgentOS((request, response) =>
      (Object.fromEntries(request.form).stream === 'false' ? json(RUN) : stream(runOfAgent('x')))(request, response),
    )
    const os = new AgentOSClient({ baseURL: url })
    const confirmed = [{ tool_call_id: 'call_1', confirmed: true }]
    await os.agents.continue('a', 'r/1', { tools: confirmed, session_id: 's1' })
    await collect(os.teams.continueStream('t', 'r1', { input: 'And?' }))
    await collect(os.agents.resume('a', 'r1', { last_event_index: 4 }))
    await os.agents.cancel('a', 'r1')
    await os.teams.cancel('t', 'r1', { session_id: 's 1' })
    expect(asked.map(({ method, path, form }) => [method, path, Object.fromEntries(form)])).toEqual([
      [
        'POST',
        '/agents/a/runs/r%2F1/continue',
        { tools: JSON.stringify(confirmed), session_id: 's1', stream: 'false' },
      ],
      ['POST', '/teams/t/runs/r1/continue', { input: 'And?', stream: 'true' }],
      ['POST', '/agents/a/runs/r1/resume', { last_event_index: '4' }],
      ['POST', '/agents/a/runs/r1/cancel', {}],
      ['POST', '/teams/t/runs/r1/cancel?session_id=s+1', {}],
    ])
  })

  it.each([
    [404, { detail: 'Agent not found' }, 'AgentOS answered 404 to POST /agents/a/runs: Agent not found'],
    [
      422,
      { detail: [{ loc: ['body', 'message'] }] },
      'AgentOS answered 422 to POST /agents/a/runs: [{"loc":["body","message"]}]',
    ],
    [500, 'oops', 'AgentOS answered 500 to POST /agents/a/runs: oops'],
  ])('rejects with status and body: %s', async (status, body, message) => {
    const { url } = await startAgentOS((_, response) => {
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    const os = new AgentOSClient({ baseURL: url })
    const error = await os.agents.run('a', { message: 'Hi' }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AgentOSError)
    expect(error).toMatchObject({ status, body, message })
    await expect(collect(os.agents.stream('a', { message: 'Hi' }))).rejects.toMatchObject({ status, body })
  })

  it('says what fetch says where nobody answers', async () => {
    const os = new AgentOSClient({ baseURL: 'http://127.0.0.1:1' })
    await expect(os.agents.run('a', { message: 'Hi' })).rejects.toThrow('fetch failed')
  })
})

describe('AgentOSClient, the rest', () => {
  it('lists and reads agents, teams and sessions', async () => {
    const { url, asked } = await startAgentOS((request, response) => {
      const runs = [{ ...RUN, messages: messagesOfRun(ROWS_TEXT) }]
      const answer = request.path.includes('/runs') ? runs : { path: request.path }
      if (request.method === 'DELETE') response.writeHead(204).end()
      else return json(answer)(request, response)
    })
    const os = new AgentOSClient({ baseURL: url })
    await os.config()
    await os.agents.list()
    await os.agents.get('a')
    await os.teams.get('t')
    await os.sessions.list({ type: 'agent', page: 2 })
    await os.sessions.get('s/1')
    await os.sessions.rename('s1', 'New', { type: 'agent' })
    await os.sessions.delete('s1')
    const [run] = await os.sessions.runs('s1', { type: 'agent' })
    expect(asked.map(({ method, path, body }) => `${method} ${path} ${body}`.trim())).toEqual([
      'GET /config',
      'GET /agents',
      'GET /agents/a',
      'GET /teams/t',
      'GET /sessions?type=agent&page=2',
      'GET /sessions/s%2F1',
      'POST /sessions/s1/rename?type=agent {"session_name":"New"}',
      'DELETE /sessions/s1',
      'GET /sessions/s1/runs?type=agent',
    ])
    const { messages, tokensSaved } = await optimizeMessages(run!.messages!)
    expect(messages[2]!.compressed_content).toMatch(/^# headroom json/)
    expect(tokensSaved).toBeGreaterThan(1000)
  })

  it('has events that `event` tells apart', () => {
    const read = (event: RunEvent) => {
      if (event.event === 'ToolCallCompleted')
        expectTypeOf(event.tool?.result).toEqualTypeOf<string | null | undefined>()
      if (event.event === 'Unknown') expectTypeOf(event.data).toBeUnknown()
      if (event.event === 'TeamRunError') expectTypeOf(event.content).toEqualTypeOf<string | undefined>()
      // @ts-expect-error no event of that name
      return event.event === 'RunBegun'
    }
    expect(read({ event: 'RunCompleted' })).toBe(false)
    expectTypeOf<AgentOSClient['agents']>().toEqualTypeOf<AgentOSClient['teams']>()
  })
})
