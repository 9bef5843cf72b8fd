import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { startProvider } from '../../../test/support/local-provider.ts'
import { CHAT, openaiRequest } from '../../../test/support/requests.ts'
import { closing, post } from './setup.ts'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'headroom-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Run {
  output: string
  errors: string
  code: number | null
}

/** Runs the built command line with nothing in its environment but what is given. */
function start(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1', ...environment },
  })
  const run: Run = { output: '', errors: '', code: null }
  child.stdout.on('data', (data) => {
    run.output += data
  })
  child.stderr.on('data', (data) => {
    run.errors += data
  })
  const ended = new Promise<Run>((resolve) =>
    child.on('exit', (code) => {
      run.code = code
      resolve(run)
    }),
  )
  closing({
    async close() {
      child.kill('SIGKILL')
      await ended
    },
  })
  const listening = async () => {
    await expect.poll(() => run.output + run.errors, { timeout: 20_000 }).toMatch(/listens on|headroom:/)
    return /listens on (\S+)/.exec(run.output)?.[1] ?? ''
  }
  return { child, run, ended, listening }
}

describe('headroom', () => {
  it('starts, shows the sample session and how to point a client at it, and drains when told to stop', async () => {
    const provider = closing(
      await startProvider('openai', {
        async respond(_, response) {
          await new Promise((resolve) => setTimeout(resolve, 300))
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"slow":true}')
          return true
        },
      }),
    )
    const { child, run, ended, listening } = start([
      '--port',
      '0',
      '--stateless',
      '--sample',
      '--openai-upstream',
      provider.url,
    ])
    const url = await listening()
    expect(run.output).toMatch(/→ +\d+ tokens/)
    expect(run.output).toMatch(/byte for byte what the tool had said/)
    expect(run.output).toContain(`OPENAI_BASE_URL=${url}/v1`)
    const answer = post(`${url}/v1/chat/completions`, openaiRequest())
    await expect.poll(() => provider.received.length).toBe(1)
    child.kill('SIGTERM')
    expect(await (await answer).json()).toEqual({ slow: true })
    expect((await ended).code).toBe(0)
  })

  it.each([
    [['--prt', '9'], {}, /no flag --prt/],
    [['--port', 'abc'], {}, /--port: /],
    [['--level', 'maximal'], {}, /--level: .*"lossless"/],
    [[], { HEADROOM_OPENAI_UPSTREAM: 'not a url' }, /HEADROOM_OPENAI_UPSTREAM: /],
    [['--host', '0.0.0.0'], {}, /--token/],
    [['--config', '/nowhere.json'], {}, /config file \/nowhere\.json/],
  ])('explains a mistake in one line: %j %j', async (args, environment, words) => {
    const { errors, code } = await start(args, environment).ended
    expect(errors).toMatch(words)
    expect([errors.trim().split('\n').length, code]).toEqual([1, 2])
  })

  it('says so if the port is taken', async () => {
    const first = start(['--port', '0', '--stateless'])
    const { port } = new URL(await first.listening())
    const { errors, code } = await start(['--port', port, '--stateless']).ended
    expect([errors, code]).toEqual([expect.stringContaining(`port ${port} on 127.0.0.1 is taken`), 2])
  })

  it('never logs a key that stands in a URL', async () => {
    const { run, listening } = start([
      '--port',
      '0',
      '--stateless',
      '--log-level',
      'debug',
      '--gemini-upstream',
      'http://127.0.0.1:1',
    ])
    const url = await listening()
    const statuses = await Promise.all([
      post(`${url}${CHAT.gemini.path}?key=secret-key`, CHAT.gemini.request()),
      post(`${url}${CHAT.gemini.streamPath}&key=secret-key`, CHAT.gemini.request()),
      fetch(`${url}/v1beta/models?key=secret-key`),
      fetch(`${url}/v1/retrieve/0123456789abcdef01234567?key=secret-key`),
    ])
    expect(statuses.map(({ status }) => status)).toEqual([502, 502, 502, 404])
    expect(await statuses[0].json()).toMatchObject({ error: { code: 502, status: 'UNAVAILABLE' } })
    await expect.poll(() => run.errors.match(/refused the connection/g)).toHaveLength(3)
    expect(run.errors + run.output).not.toContain('secret-key')
  })

  it('takes a flag before the environment, that before the file, that before the default, and shows which', async () => {
    const file = join(folder, 'config.json')
    writeFileSync(file, JSON.stringify({ port: 1111, ttlSeconds: 60, drainSeconds: 5, allowedHosts: ['a', 'b'] }))
    const environment = {
      HEADROOM_PORT: '2222',
      HEADROOM_TTL_SECONDS: '70',
      HEADROOM_CONFIG: file,
      HEADROOM_PROXY_TOKEN: 'do-not-show',
    }
    const { output } = await start(['config', '--port', '3333'], environment).ended
    const shown = (name: string) =>
      output
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(/\s+/)
        .slice(1)
    expect(shown('port')).toEqual(['3333', 'flag'])
    expect(shown('ttlSeconds')).toEqual(['70', 'environment'])
    expect(shown('drainSeconds')).toEqual(['5', 'file'])
    expect(shown('allowedHosts')).toEqual(['["a","b"]', 'file'])
    expect(shown('host')).toEqual(['"127.0.0.1"', 'default'])
    expect(output).not.toContain('do-not-show')
  })

  it('refuses a config file with a setting that there is not', async () => {
    const file = join(folder, 'wrong.json')
    writeFileSync(file, JSON.stringify({ prot: 1 }))
    expect((await start(['config', '--config', file]).ended).errors).toMatch(/no setting "prot"/)
  })
})
