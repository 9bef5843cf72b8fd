import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { testHost } from '../../../test/support/host-contract.ts'
import { anthropicAgent, openaiAgent } from './agents.ts'
import { HOSTS } from './servers.ts'

// `headroomHandler` on every host: to its callers it is the provider.
for (const host of HOSTS) {
  for (const stream of [false, true]) {
    testHost({
      name: `${host.name}, headroomHandler, chat.completions.runTools${stream ? ', streamed' : ''}`,
      format: 'openai',
      async start(setup) {
        const url = setup.plain ? setup.url : `${await host.withHandler({ upstream: setup.url })}/llm`
        return openaiAgent(new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 }), setup, stream)
      },
    })
    testHost({
      name: `${host.name}, headroomHandler, messages.${stream ? 'stream' : 'create'}`,
      format: 'anthropic',
      async start(setup) {
        const url = setup.plain ? setup.url : `${await host.withHandler({ upstream: setup.url })}/llm`
        return anthropicAgent(new Anthropic({ apiKey: 'sk-test', baseURL: url, maxRetries: 0 }), setup, stream)
      },
    })
  }
}
