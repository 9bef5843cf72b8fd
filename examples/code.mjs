// Source code without its long bodies: what stays, what a comment stands for, and how one function comes back.
import { readFileSync } from 'node:fs'
import { createHeadroom } from '@headroom/core'
import { createCodeCompressor } from '@headroom/core/code' // needs web-tree-sitter and @repomix/tree-sitter-wasms

const text = readFileSync(new URL('samples/orders.py', import.meta.url), 'utf8')
const ask = (question) => [
  { role: 'user', content: question },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'c', type: 'function', function: { name: 'view_source', arguments: '{"path":"shop/orders.py"}' } },
    ],
  },
  { role: 'tool', tool_call_id: 'c', content: text },
]

const headroom = createHeadroom({ retrieval: 'host' }).use(createCodeCompressor())
const { messages, ccrHashes, trace } = await headroom.compress(ask('What is in this file?'), { model: 'gpt-4o' })
const { tokensBefore, tokensAfter } = trace.segments.at(-1)
console.log(messages.at(-1).content)
console.log(`${tokensBefore} → ${tokensAfter} tokens`)

// a model asks for the function that it needs, and gets all of it
const { text: found } = await headroom.retrieve(ccrHashes[0], { query: 'due' })
console.log(`\n${found}`)

// and a question that names a function keeps it in the first place
const asked = await headroom.compress(ask('Is the voucher taken off in total()?'), { model: 'gpt-4o' })
console.log(`\ntotal() is whole: ${asked.messages.at(-1).content.includes('goods -= goods // 10')}`)
