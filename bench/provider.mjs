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

const server = createServer((request, response) => {
  let streams = false
  request.on('data', (data) => {
    streams ||= data.includes('"stream":true')
  })
  request.on('end', () => {
    if (!streams) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(whole)
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let part = 0; part < 20; part++) response.write(chunk(`part ${part} `))
    response.end('data: [DONE]\n\n')
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
