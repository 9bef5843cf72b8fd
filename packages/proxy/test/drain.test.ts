import { expect, it } from 'vitest'
import { CHAT } from '../../../test/support/requests.ts'
import { post, startPair } from './setup.ts'

const { path, request, headers } = CHAT.openai

it('closes when what is in flight has ended, takes nothing new, and does not wait for idle connections', async () => {
  let finish = () => {}
  const { proxy } = await startPair(
    'openai',
    {
      async respond({ json }, response) {
        if (!json.stream) return false
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"choices":[]}\n\n')
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        response.end('data: [DONE]\n\n')
        return true
      },
    },
    { drainSeconds: 3600 },
  )
  await (await post(proxy.url + path, request(), headers)).text()
  const answer = await post(proxy.url + path, request({ stream: true }), headers)
  const closed = proxy.close()
  await expect(post(proxy.url + path, request(), headers)).rejects.toThrow('fetch failed')
  finish()
  expect(await answer.text()).toBe('data: {"choices":[]}\n\ndata: [DONE]\n\n')
  await closed
})

it('keeps idle connections longer than clients do, so that a request does not meet a closing one', async () => {
  const { proxy } = await startPair('openai')
  const answer = await post(proxy.url + path, request(), headers)
  await answer.text()
  expect(answer.headers.get('keep-alive')).toBe('timeout=75')
})
