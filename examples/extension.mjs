// Watches every stage, keeps one tool's results exact, and hears what became of each request.
import { createHeadroom } from '@headroom/core'

const rows = Array.from({ length: 150 }, (_, index) => ({ id: index, city: `City ${index}`, country: 'NL' }))
const call = (id, name) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: '{}' } }],
})

const headroom = createHeadroom({
  policies: [{ tools: 'billing_*', level: 'exact' }],
  extensions: [
    {
      name: 'stopwatch',
      onPipelineEvent({ stage, decisions }) {
        if (stage === 'INPUT_ROUTED')
          for (const { action, segment } of decisions) console.log(stage, action, segment.path.join('.'))
        else console.log(stage)
      },
    },
  ],
  hooks: {
    postCompress: ({ tokensSaved, transformsApplied }) =>
      console.log(`saved ${tokensSaved} tokens by ${transformsApplied}`),
  },
})

const { messages } = await headroom.compress(
  [
    { role: 'user', content: 'Compare them.' },
    call('a', 'billing_rows'),
    { role: 'tool', tool_call_id: 'a', content: JSON.stringify(rows) },
    call('b', 'list_cities'),
    { role: 'tool', tool_call_id: 'b', content: JSON.stringify({ cities: rows }) },
  ],
  { model: 'gpt-4o' },
)
console.log(messages[2].content === JSON.stringify(rows) ? 'billing_rows is as it came' : 'billing_rows was changed')
