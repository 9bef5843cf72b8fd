import type { Session } from './session.ts'

/** A session's messages as the body of a request. */
export const bodyOf = ({ model, system, tools, messages, format }: Session) => ({
  ...(model === undefined ? {} : { model }),
  ...(format === 'openai-responses'
    ? { ...(system === undefined ? {} : { instructions: system }), input: messages }
    : { ...(system === undefined ? {} : { system }), messages }),
  ...(tools === undefined ? {} : { tools }),
})
