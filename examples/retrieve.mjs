// Sends a request of which most is left out, and lets the model fetch it back: the caller notices nothing of it.
import { createHeadroom } from '@headroom/core'

const readings = Array.from({ length: 500 }, (_, minute) => ({
  minute,
  sensor: `probe-${minute % 5}`,
  celsius: 20 + Math.round(Math.sin(minute / 40) * 30) / 10,
  state: minute === 333 ? 'offline' : 'ok',
}))

const body = {
  model: 'gpt-4o',
  tools: [{ type: 'function', function: { name: 'read_sensors', parameters: { type: 'object', properties: {} } } }],
  messages: [
    { role: 'user', content: 'How warm was it at minute 210?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'read_sensors', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify(readings) },
  ],
}

/** Stands in for a provider here: asks for the row that it needs, then answers. Replace it by a call of your client. */
async function send({ body: sent }) {
  const last = sent.messages.at(-1)
  if (last.tool_call_id === 'call_2')
    return answer({ content: `According to the original: ${last.content.split('\n').at(-1)}` })
  const [, hash] = /<<ccr:([0-9a-f]{24})/.exec(last.content)
  const call = { name: 'headroom_retrieve', arguments: JSON.stringify({ hash, query: 'rows 211-211' }) }
  return answer({ content: null, tool_calls: [{ id: 'call_2', type: 'function', function: call }] })
}
const answer = (message) => ({
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
})

const headroom = createHeadroom({ onTrace: (trace) => console.log(headroom.explain(trace)) })
const reply = await headroom.run({ body }, send)
console.log(reply.choices[0].message.content)
