import type OpenAI from 'openai'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { startProvider } from '../../../test/support/local-provider.ts'
import { openaiRequest, ROWS_TEXT } from '../../../test/support/requests.ts'
import { completion, createCompletion, createLiteLLMClient, PROVIDERS } from '../src/index.ts'

const messages = [{ role: 'user' as const, content: 'hi' }]

async function providerWith(script = {}) {
  const provider = await startProvider('openai', script)
  onTestFinished(() => provider.close())
  return provider
}

/** A provider that is nowhere: what it is sent is kept. */
function recorder() {
  const sent: { url: string; headers: Headers; body: Record<string, unknown> }[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push({ url: String(input), headers: new Headers(init?.headers), body: JSON.parse(String(init?.body)) })
    return Response.json({ id: 'x', object: 'chat.completion', choices: [] })
  }
  return { sent, fetch }
}

describe('completion()', () => {
  it.each([
    ['gpt-4o', 'https://api.openai.com/v1', 'OPENAI_API_KEY', 'gpt-4o'],
    ['openai/gpt-4o', 'https://api.openai.com/v1', 'OPENAI_API_KEY', 'gpt-4o'],
    ['anthropic/claude-sonnet-5', 'https://api.anthropic.com/v1', 'ANTHROPIC_API_KEY', 'claude-sonnet-5'],
    ['gemini/gemini-3', 'https://generativelanguage.googleapis.com/v1beta/openai', 'GEMINI_API_KEY', 'gemini-3'],
    ['groq/llama', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY', 'llama'],
    ['mistral/mistral-large', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY', 'mistral-large'],
    ['deepseek/deepseek-chat', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY', 'deepseek-chat'],
    ['together_ai/meta/llama', 'https://api.together.ai/v1', 'TOGETHERAI_API_KEY', 'meta/llama'],
    ['fireworks_ai/accounts/f/m', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_AI_API_KEY', 'accounts/f/m'],
    ['openrouter/openai/gpt-4o', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY', 'openai/gpt-4o'],
    ['xai/grok', 'https://api.x.ai/v1', 'XAI_API_KEY', 'grok'],
    ['perplexity/sonar', 'https://api.perplexity.ai', 'PERPLEXITYAI_API_KEY', 'sonar'],
    ['cerebras/llama', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY', 'llama'],
    ['nvidia_nim/meta/llama', 'https://integrate.api.nvidia.com/v1', 'NVIDIA_NIM_API_KEY', 'meta/llama'],
    ['sambanova/llama', 'https://api.sambanova.ai/v1', 'SAMBANOVA_API_KEY', 'llama'],
    ['deepinfra/meta/llama', 'https://api.deepinfra.com/v1/openai', 'DEEPINFRA_API_KEY', 'meta/llama'],
    ['moonshot/kimi', 'https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY', 'kimi'],
    ['ollama/llama3', 'http://localhost:11434/v1', undefined, 'llama3'],
    ['lm_studio/llama3', 'http://localhost:1234/v1', undefined, 'llama3'],
  ])('sends %s to %s', async (model, base, variable, name) => {
    const { sent, fetch } = recorder()
    await createCompletion({ fetch, env: variable ? { [variable]: 'k' } : {} })({ model, messages })
    const [{ url, headers, body }] = sent as [(typeof sent)[0]]
    expect(url).toBe(`${base}/chat/completions`)
    expect(headers.get('authorization')).toBe(variable ? 'Bearer k' : 'Bearer none')
    expect(body).toEqual({ model: name, messages })
  })

  it('takes address and key from the call, then the environment, then the table', async () => {
    const { sent, fetch } = recorder()
    const env = { ANTHROPIC_API_BASE: 'http://gateway/anthropic/', ANTHROPIC_API_KEY: 'of-the-environment' }
    const complete = createCompletion({ fetch, env })
    const model = 'anthropic/claude'
    await complete({ model, messages })
    await complete({ model, messages, api_base: 'http://own/v1', api_key: 'of-the-call' })
    await complete({ model: 'hosted_vllm/llama', messages, api_base: 'http://vllm:8000/v1' })
    expect(sent.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
      ['http://gateway/anthropic/v1/chat/completions', 'Bearer of-the-environment'],
      ['http://own/v1/chat/completions', 'Bearer of-the-call'],
      ['http://vllm:8000/v1/chat/completions', 'Bearer none'],
    ])
  })

  it.each([
    ['bedrock/claude', /"bedrock" of model "bedrock\/claude" is no provider known here.*openai, anthropic/],
    ['constructor/x', /"constructor" of model/],
    ['groq/llama', /a key for groq is nowhere said; give api_key, or set GROQ_API_KEY/],
    ['hosted_vllm/llama', /the address of hosted_vllm is nowhere said; give api_base, or set HOSTED_VLLM_API_BASE/],
  ])('says what is wrong with %s, and sends nothing', async (model, words) => {
    const { sent, fetch } = recorder()
    await expect(createCompletion({ fetch, env: {} })({ model, messages })).rejects.toThrow(words)
    expect(sent).toEqual([])
  })

  it('finds keys in the process’s environment, and tells OpenAI’s organization to nobody else', async () => {
    const { sent, fetch } = recorder()
    const before = { ...process.env }
    onTestFinished(() => {
      process.env = before
    })
    Object.assign(process.env, {
      GROQ_API_KEY: 'gsk',
      OPENAI_API_KEY: 'sk',
      OPENAI_ORG_ID: 'org',
      OPENAI_PROJECT_ID: 'p',
    })
    await createCompletion({ fetch })({ model: 'groq/llama', messages })
    await createCompletion({ fetch })({ model: 'gpt-4o', messages })
    const shown = sent.map(({ headers }) => [headers.get('authorization'), headers.get('openai-organization')])
    expect(shown).toEqual([
      ['Bearer gsk', null],
      ['Bearer sk', 'org'],
    ])
  })

  it('tries again as often as it is told, each time with the same bytes', async () => {
    const provider = await providerWith({
      respond: (_: unknown, response: import('node:http').ServerResponse) => {
        response.writeHead(503).end('{}')
        return true
      },
    })
    const request = { ...openaiRequest(), model: 'openai/gpt-4o', api_base: provider.url, api_key: 'k' } as never
    await expect(completion({ ...(request as object), num_retries: 1 } as never)).rejects.toMatchObject({ status: 503 })
    const [first, second, ...more] = provider.received.map(({ body }) => body.toString())
    expect(first).toContain('<<ccr:')
    expect(second).toBe(first)
    expect(more).toEqual([])
    await expect(
      completion({ ...(request as object), api_base: 'http://127.0.0.1:1', num_retries: 0 } as never),
    ).rejects.toThrow(/Connection error/)
  })

  it('has the types of the openai client', () => {
    const whole = () => completion({ model: 'groq/llama', messages, api_base: 'x', temperature: 0 })
    const live = () => completion({ model: 'groq/llama', messages, stream: true })
    expectTypeOf(whole).returns.resolves.toEqualTypeOf<OpenAI.ChatCompletion>()
    expectTypeOf(live).returns.resolves.toExtend<AsyncIterable<OpenAI.ChatCompletionChunk>>()
    expectTypeOf(createLiteLLMClient).returns.toEqualTypeOf<OpenAI>()
    expectTypeOf(PROVIDERS.groq.base).toExtend<string>()
    // @ts-expect-error a client without the proxy's address
    expect(() => createLiteLLMClient({ apiKey: 'x' })).not.toThrow()
  })
})

describe('createLiteLLMClient()', () => {
  it('passes on what LiteLLM takes beyond OpenAI’s API, and shows LiteLLM its own key', async () => {
    const provider = await providerWith()
    const saved: number[] = []
    const client = createLiteLLMClient(
      { baseURL: provider.url, apiKey: 'sk-litellm', defaultHeaders: { 'x-litellm-tags': 'a,b' } },
      { onResult: ({ tokensSaved }) => saved.push(tokensSaved) },
    )
    const litellm = {
      metadata: { tags: ['batch'], trace_id: 't' },
      guardrails: ['pii'],
      tags: ['jobs'],
      fallbacks: ['x'],
    }
    await client.chat.completions.create({ ...openaiRequest(litellm) } as never)
    const { json, headers } = provider.received[0]!
    expect(json).toMatchObject(litellm)
    expect(headers).toMatchObject({ authorization: 'Bearer sk-litellm', 'x-litellm-tags': 'a,b' })
    expect(JSON.stringify(json)).not.toContain(JSON.stringify(ROWS_TEXT))
    expect(saved[0]).toBeGreaterThan(1000)
  })
})
