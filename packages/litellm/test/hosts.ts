// The host contract for both ways to a model. Called once with each major of the `openai` client.
import OpenAI from 'openai'
import { expect, it } from 'vitest'
import { testHost } from '../../../test/support/host-contract.ts'
import { createCompletion, createLiteLLMClient } from '../src/index.ts'
import { agent, collected, type Turn } from './agent.ts'

export function testHosts(version: string): void {
  it(`runs on openai ${version}`, async () => {
    let agent: string | null = null
    const fetch: typeof globalThis.fetch = async (_, init) => {
      agent = new Headers(init?.headers).get('user-agent')
      return Response.json({ choices: [] })
    }
    await createCompletion({ fetch })({ model: 'ollama/llama', messages: [] })
    expect(agent).toMatch(new RegExp(`^OpenAI/JS ${version}\\.`))
  })

  for (const stream of [false, true]) {
    testHost({
      name: `openai ${version}, createLiteLLMClient${stream ? ', streamed' : ''}`,
      format: 'openai',
      start(setup) {
        const options = { apiKey: 'sk-litellm', baseURL: setup.url, maxRetries: 0 }
        const { chat } = setup.plain ? new OpenAI(options) : createLiteLLMClient(options)
        const turn: Turn = async (request, call) => {
          const body = { model: 'gpt-4o', ...request }
          if (stream) return collected(await chat.completions.create({ ...body, stream: true }, call))
          return (await chat.completions.create(body, call)).choices[0]!.message
        }
        return agent(turn, setup)
      },
    })

    testHost({
      name: `openai ${version}, completion({ model: 'groq/…' })${stream ? ', streamed' : ''}`,
      format: 'openai',
      start(setup) {
        const { chat } = new OpenAI({ apiKey: 'gsk', baseURL: setup.url, maxRetries: 0 })
        const completion = createCompletion({ env: { GROQ_API_KEY: 'gsk', GROQ_API_BASE: setup.url } })
        const turn: Turn = async (request, call) => {
          const own = { ...request, model: 'llama' }
          const theirs = { ...request, model: 'groq/llama', num_retries: 0 }
          if (stream) {
            return collected(
              await (setup.plain
                ? chat.completions.create({ ...own, stream: true }, call)
                : completion({ ...theirs, stream: true }, call)),
            )
          }
          const answer = await (setup.plain ? chat.completions.create(own, call) : completion(theirs, call))
          return answer.choices[0]!.message
        }
        return agent(turn, setup)
      },
    })
  }
}
