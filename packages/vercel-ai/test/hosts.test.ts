import { testHost } from '../../../test/support/host-contract.ts'
import { withHeadroom } from '../src/index.ts'
import { agentOf, chatModel, MAJORS, type Way } from './majors.ts'

const WAYS: readonly Way[] = ['generateText', 'streamText', 'Agent.generate', 'Agent.stream', 'UI messages']

for (const major of MAJORS) {
  for (const format of ['openai', 'responses', 'anthropic'] as const) {
    for (const way of WAYS) {
      testHost({
        name: `${major.name}, ${format}, ${way}`,
        format,
        start(setup) {
          const model = chatModel(major, format, setup.url)
          return agentOf(major, way, setup.plain ? model : withHeadroom(model), setup)
        },
      })
    }
  }
}
