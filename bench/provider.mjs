// A provider on this machine, in a process of its own, that answers at once: what is measured is what stands before it.
import { createServer } from 'node:http'

const whole = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Fine.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
})
const chunk = (content) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`

const event = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
const response = { id: 'resp_1', object: 'response', status: 'in_progress', output: [] }
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }

const server = createServer((request, answer) => {
  let streams = false
  request.on('data', (data) => {
    streams ||= data.includes('"stream":true')
  })
  request.on('end', () => {
    if (!streams) {
      answer.writeHead(200, { 'content-type': 'application/json' }).end(whole)
      return
    }
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    const isItems = request.url.endsWith('/responses')
    if (isItems) answer.write(event('response.created', { response, sequence_number: 0 }))
    for (let part = 0; part < 20; part++) {
      const delta = `part ${part} `
      const text = event('response.output_text.delta', { ...place, delta, sequence_number: part + 1 })
      answer.write(isItems ? text : chunk(delta))
    }
    answer.end(isItems ? event('response.completed', { response, sequence_number: 21 }) : 'data: [DONE]\n\n')
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
