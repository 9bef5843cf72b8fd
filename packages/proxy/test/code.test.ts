// Source code through the proxy: off unless it is asked for, and refused at the start where a package is missing.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { type ProxySettings, startProxy } from '../src/index.ts'
import { closing, post } from './setup.ts'

const body = Array.from({ length: 40 }, (_, i) => `  const step${i} = await read(order.lines[${i}], total + ${i})`)
const CODE = [
  "import { read } from './read.js'",
  '',
  '/** Adds an order up. */',
  'export async function addUp(order, total) {',
  ...body,
  '  return total',
  '}',
  '',
].join('\n')
const messages = [
  { role: 'user', content: 'What is in it?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'Read', arguments: '{"file_path":"add-up.js"}' } }],
  },
  { role: 'tool', tool_call_id: 'c', content: CODE },
]

async function shown(settings: Partial<ProxySettings>, tool: string) {
  const proxy = closing(await startProxy({ port: 0, stateless: true, logLevel: 'silent', ...settings }))
  const sent = JSON.stringify({ model: 'gpt-4o', messages }).replace('"Read"', JSON.stringify(tool))
  const answer = (await (await post(`${proxy.url}/v1/compress`, sent)).json()) as {
    messages: { content: string }[]
    ccr_hashes: string[]
  }
  const retrieve = async (query: string) => {
    const found = await fetch(`${proxy.url}/v1/retrieve/${answer.ccr_hashes[0]}?query=${query}`)
    return ((await found.json()) as { original_content: string }).original_content
  }
  return { text: answer.messages[2]!.content, retrieve }
}

it('stays as it came, unless the setting says otherwise', async () => {
  expect((await shown({}, 'view_source')).text).toBe(CODE)
  expect((await shown({ code: true }, 'Read')).text).toBe(CODE)
})

it.each([
  [{ code: true }, 'view_source'],
  [{ code: true, profile: 'outline' }, 'Read'],
] as const)('%j shortens what %s shows, and gives a function back by its name', async (settings, tool) => {
  const { text, retrieve } = await shown(settings, tool)
  expect(text.split('\n').slice(0, 4)).toEqual(CODE.split('\n').slice(0, 4))
  expect(text).toMatch(/^ {2}\/\/ <<ccr:[0-9a-f]{24} lines 5-45 omitted; 41 of 46 in all>>$/m)
  const given = await retrieve('addUp')
  for (const line of body) expect(given).toContain(line)
})

it('names the package that is missing, and does not start', async () => {
  const hide = `export const resolve = (name, context, next) => {
    if (name === 'web-tree-sitter') throw new Error('not installed')
    return next(name, context)
  }`
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asModule(hide))})`
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
  const child = spawn(process.execPath, ['--import', asModule(register), cli, '--code', '--port', '0', '--stateless'])
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += data
  })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  expect([code, errors.trim()]).toEqual([
    2,
    'headroom: --code: code compression needs the package web-tree-sitter: npm install web-tree-sitter@0.27.1 @repomix/tree-sitter-wasms@0.1.17',
  ])
})

const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
