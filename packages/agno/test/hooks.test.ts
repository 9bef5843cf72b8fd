import { describe, expect, it } from 'vitest'
import { ROWS_TEXT } from '../../../test/support/requests.ts'
import { AgentOSClient, agnoProxyConfig, createHeadroomHooks, type RunEvent, type ToolResult } from '../src/index.ts'
import { runOfAgent, startAgentOS } from './agent-os-server.ts'

async function observed(result: string, options: Parameters<typeof createHeadroomHooks>[0], more = {}) {
  const { url } = await startAgentOS((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(runOfAgent(result, more).join(''))
  })
  const hooks = createHeadroomHooks(options)
  const events: RunEvent[] = []
  const stream = new AgentOSClient({ baseURL: url }).agents.stream('records', { message: 'Hi' })
  for await (const event of hooks.observe(stream)) events.push(event)
  return { hooks, events }
}

describe('createHeadroomHooks', () => {
  it('passes every event on, and tells what tools have said and what is saved of it', async () => {
    const results: ToolResult[] = []
    const { hooks, events } = await observed(ROWS_TEXT, { onToolResult: (result) => results.push(result) })
    expect(events).toHaveLength(11)
    expect(results).toEqual([
      expect.objectContaining({ toolName: 'list_records', original: ROWS_TEXT, isError: false }),
    ])
    expect(results[0]!.text).toMatch(/^# headroom json/)
    const { tokensBefore, tokensAfter, ...stats } = hooks.stats()
    expect(tokensAfter).toBeLessThan(tokensBefore / 2)
    expect(stats).toEqual({
      runs: 1,
      failedRuns: 0,
      toolResults: 1,
      tokensSaved: tokensBefore - tokensAfter,
      inputTokens: 580,
      outputTokens: 17,
      cacheReadTokens: 64,
      byAgno: { results: 1, before: 900, after: 90 },
    })
  })

  it('counts errors as they are, and does not fail with a listener', async () => {
    const { hooks, events } = await observed(ROWS_TEXT, {}, { isError: true })
    expect(hooks.stats()).toMatchObject({ toolResults: 1, tokensSaved: 0 })
    expect(events).toHaveLength(11)
    const onToolResult = () => {
      throw new Error('of the listener')
    }
    expect((await observed(ROWS_TEXT, { onToolResult })).events).toHaveLength(11)
    const teams = createHeadroomHooks()
    await teams.onEvent({ event: 'TeamRunError', content: 'no key' })
    await teams.onEvent({ event: 'Unknown', name: 'x', data: null })
    expect(teams.stats()).toMatchObject({ runs: 0, failedRuns: 1 })
  })
})

describe('agnoProxyConfig', () => {
  it('gives environment and Python lines for a proxy', () => {
    const config = agnoProxyConfig({ url: 'http://127.0.0.1:8787/' })
    expect(config.environment).toEqual({
      OPENAI_BASE_URL: 'http://127.0.0.1:8787/v1',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:8787',
    })
    expect(String(config)).toContain('model=OpenAIChat(id="gpt-4o", base_url="http://127.0.0.1:8787/v1")')
    expect(() => agnoProxyConfig({ url: 'localhost' })).toThrow(/Invalid URL/)
  })
})
