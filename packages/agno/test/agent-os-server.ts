// An AgentOS as far as its HTTP goes. Its answers have the shapes that agno 3.1.10 gives (`os/routers/agents/router.py`,
// `os/routers/session/session.py`, `run/agent.py`, `run/team.py`), written by hand after what a real one answered.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Asked {
  method: string
  path: string
  headers: IncomingMessage['headers']
  /** Fields of a form, files as `name (type, bytes)`. */
  form: [string, string][]
  body: string
}

export type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>

export async function startAgentOS(answer: Answer): Promise<{ url: string; asked: Asked[]; closed: string[] }> {
  const asked: Asked[] = []
  const closed: string[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, form: await formOf(bytes, headers['content-type']), body: String(bytes) }
    asked.push(request)
    response.on('close', () => {
      if (!response.writableEnded) closed.push(path)
    })
    await answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, closed }
}

async function formOf(bytes: Buffer, type = ''): Promise<[string, string][]> {
  if (!type.startsWith('multipart/form-data')) return []
  const form = await new Response(bytes as BodyInit, { headers: { 'content-type': type } }).formData()
  return [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : `${value.name} (${value.type}, ${value.size} bytes)`,
  ])
}

const PLACE = { created_at: 1795815959, run_id: 'run-1', session_id: 's1', nested_depth: 0 }
const AGENT = { ...PLACE, agent_id: 'records', agent_name: 'Records' }
const MODEL = { model: 'gpt-4o', model_provider: 'OpenAI' }

export const sse = (event: string, data: object) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

const tool = (more: object) => ({
  tool_call_id: 'call_1',
  tool_name: 'list_records',
  tool_args: { limit: 200 },
  tool_call_error: null,
  result: null,
  metrics: null,
  child_run_id: null,
  stop_after_tool_call: false,
  created_at: 1795815959,
  requires_confirmation: null,
  confirmed: null,
  ...more,
})

/** The stream of an agent that calls one tool and answers. */
export function runOfAgent(result: string, { isError = false } = {}): string[] {
  const event = (name: string, more: object = {}) => sse(name, { event: name, ...AGENT, ...more })
  const done = { tool_call_error: isError, result, metrics: { duration: 0.005 } }
  return [
    event('RunStarted', MODEL),
    event('ModelRequestStarted', MODEL),
    event('ModelRequestCompleted', { ...MODEL, input_tokens: 80, output_tokens: 12, cache_read_tokens: 64 }),
    event('ToolCallStarted', { tool: tool({}) }),
    event('ToolCallCompleted', { content: 'list_records(limit=200) completed in 0.0054s. ', tool: tool(done) }),
    event('CompressionCompleted', { tool_results_compressed: 1, original_size: 900, compressed_size: 90 }),
    event('RunContent', { content: 'Worker 0 ', workflow_agent: false, content_type: 'str' }),
    event('RunContent', { content: 'failed.', workflow_agent: false, content_type: 'str' }),
    event('ModelRequestCompleted', { ...MODEL, input_tokens: 500, output_tokens: 5, cache_read_tokens: 0 }),
    event('RunContentCompleted'),
    event('RunCompleted', { content: 'Worker 0 failed.', content_type: 'str', metrics: { duration: 0.58 } }),
  ]
}

export const RUN = {
  run_id: 'run-1',
  agent_id: 'records',
  session_id: 's1',
  content: 'Worker 0 failed.',
  content_type: 'str',
  status: 'COMPLETED',
}

/** The messages of a run as `GET /sessions/{id}/runs` gives them. */
export function messagesOfRun(result: string) {
  const kept = { from_history: false, stop_after_tool_call: false, created_at: 1795815959 }
  const call = { id: 'call_1', type: 'function', function: { name: 'list_records', arguments: '{"limit":200}' } }
  return [
    { id: 'm1', role: 'user', content: 'What stands out?', ...kept },
    { id: 'm2', role: 'assistant', tool_calls: [call], ...kept },
    {
      id: 'm3',
      role: 'tool',
      content: result,
      tool_call_id: 'call_1',
      tool_name: 'list_records',
      tool_args: { limit: 200 },
      tool_call_error: false,
      ...kept,
    },
    {
      id: 'm4',
      role: 'assistant',
      content: 'Worker 0 failed.',
      provider_data: { id: 'c' },
      metrics: { a: 1 },
      ...kept,
    },
  ]
}
