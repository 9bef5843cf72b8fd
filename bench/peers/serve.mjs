// Lets any layer be measured over the same contract as ours: POST /v1/compress takes messages and gives messages.
import { createServer } from 'node:http'

/** Starts a server on loopback; `reduce(messages)` gives the messages that would be sent. */
export async function servePeer(reduce) {
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (request.method !== 'POST' || request.url !== '/v1/compress')
      return answer(404, { error: { message: 'not here' } })
    try {
      const { messages } = JSON.parse(Buffer.concat(chunks).toString())
      answer(200, { messages: await reduce(messages), ccr_hashes: [] })
    } catch (error) {
      answer(400, { error: { type: 'invalid_request_error', message: String(error) } })
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

/** Every tool result in messages of either format: its call's id, its text, and a way to write another. */
export function toolResults(messages) {
  return messages.flatMap((message) => {
    if (message?.role === 'tool' && typeof message.content === 'string') {
      return [{ id: message.tool_call_id, text: message.content, holder: message }]
    }
    const blocks = Array.isArray(message?.content) ? message.content : []
    return blocks.flatMap((block) =>
      block?.type === 'tool_result' ? [{ id: block.tool_use_id, text: textOf(block.content), holder: block }] : [],
    )
  })
}

/** Every tool call in messages of either format. */
export function toolCalls(message) {
  const blocks = Array.isArray(message?.content) ? message.content : []
  return [
    ...(message?.tool_calls ?? []).map(({ id, function: call }) => ({
      id,
      name: call?.name ?? '',
      input: call?.arguments,
    })),
    ...blocks.flatMap((block) =>
      block?.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
  ]
}

/** The words of a content that is a string or a list of blocks. */
export function textOf(content) {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((block) => block?.text ?? '').join('') : ''
}
