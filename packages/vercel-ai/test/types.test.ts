// The types fit those of every major, as a user writes them. `tsc` checks it; at run time there is nothing to see.
import { openai as openai2 } from '@ai-sdk/openai-v2'
import { openai as openai3 } from '@ai-sdk/openai-v3'
import { openai as openai4 } from '@ai-sdk/openai-v4'
import { createHeadroom } from '@headroom/core'
import * as ai6 from 'ai'
import * as ai5 from 'ai5'
import * as ai7 from 'ai7'
import { expectTypeOf, it } from 'vitest'
import {
  compressModelMessages,
  headroomMiddleware,
  headroomPrepareStep,
  headroomTools,
  withHeadroom,
} from '../src/index.ts'

const headroom = createHeadroom()
const tools = headroomTools({ headroom })
const prepareStep = headroomPrepareStep({ headroom, tools })

it('ai 5', () => {
  expectTypeOf(headroomMiddleware()).toExtend<ai5.LanguageModelMiddleware>()
  expectTypeOf(withHeadroom(openai2('gpt-4o'))).toEqualTypeOf(openai2('gpt-4o'))
  expectTypeOf(withHeadroom(openai2)).toEqualTypeOf(openai2)
  expectTypeOf(tools).toExtend<ai5.ToolSet>()
  expectTypeOf<ai5.InferUITools<typeof tools>['headroom_retrieve']['input']>().toEqualTypeOf<Input>()
  expectTypeOf(prepareStep).toExtend<ai5.PrepareStepFunction<typeof tools>>()
  expectTypeOf(compressModelMessages<ai5.ModelMessage>).returns.resolves.toHaveProperty('messages')
  const call = () =>
    ai5.generateText({
      model: withHeadroom(openai2('gpt-4o')),
      tools,
      prompt: '',
      prepareStep: async (step) => ({ ...(await prepareStep(step)), toolChoice: step.stepNumber ? 'auto' : 'none' }),
    })
  expectTypeOf(call).returns.resolves.toHaveProperty('text')
})

it('ai 6', () => {
  expectTypeOf(headroomMiddleware()).toExtend<ai6.LanguageModelMiddleware>()
  expectTypeOf(withHeadroom(openai3('gpt-4o'))).toEqualTypeOf(openai3('gpt-4o'))
  expectTypeOf(withHeadroom(openai3)).toEqualTypeOf(openai3)
  expectTypeOf(tools).toExtend<ai6.ToolSet>()
  expectTypeOf<ai6.InferUITools<typeof tools>['headroom_retrieve']['input']>().toEqualTypeOf<Input>()
  expectTypeOf(prepareStep).toExtend<ai6.PrepareStepFunction<typeof tools>>()
  expectTypeOf(compressModelMessages<ai6.ModelMessage>).returns.resolves.toHaveProperty('messages')
  const call = () =>
    ai6.generateText({
      model: withHeadroom(openai3('gpt-4o')),
      tools,
      prompt: '',
      prepareStep: async (step) => ({ ...(await prepareStep(step)), toolChoice: step.stepNumber ? 'auto' : 'none' }),
    })
  expectTypeOf(call).returns.resolves.toHaveProperty('text')
})

it('ai 7', () => {
  expectTypeOf(headroomMiddleware()).toExtend<ai7.LanguageModelMiddleware>()
  expectTypeOf(withHeadroom(openai4('gpt-4o'))).toEqualTypeOf(openai4('gpt-4o'))
  expectTypeOf(withHeadroom(openai4)).toEqualTypeOf(openai4)
  expectTypeOf(tools).toExtend<ai7.ToolSet>()
  expectTypeOf<ai7.InferUITools<typeof tools>['headroom_retrieve']['input']>().toEqualTypeOf<Input>()
  expectTypeOf(prepareStep).toExtend<ai7.PrepareStepFunction<typeof tools>>()
  expectTypeOf(compressModelMessages<ai7.ModelMessage>).returns.resolves.toHaveProperty('messages')
  const call = () =>
    ai7.generateText({
      model: withHeadroom(openai4('gpt-4o')),
      tools,
      prompt: '',
      prepareStep: async (step) => ({ ...(await prepareStep(step)), toolChoice: step.stepNumber ? 'auto' : 'none' }),
    })
  expectTypeOf(call).returns.resolves.toHaveProperty('text')
})

it('knows what is no model', () => {
  // @ts-expect-error a name is no model
  expectTypeOf(() => withHeadroom('openai/gpt-4o')).toBeFunction()
  // @ts-expect-error tools need to know whose originals they fetch
  expectTypeOf(() => headroomTools()).toBeFunction()
})

interface Input {
  hash: string
  query?: string
}
