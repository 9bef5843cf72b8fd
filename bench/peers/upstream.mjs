// The Python project of the same name, in an environment of its own: installed once, then started like any proxy.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const UPSTREAM_VERSION = '0.42.0'
const home = fileURLToPath(new URL('../.peers/headroom-ai', import.meta.url))
const bin = (name) => join(home, process.platform === 'win32' ? 'Scripts' : 'bin', name)
const STARTING_MS = 60_000

/** Starts its proxy with its own defaults; gives why not, if it cannot be had here. */
export async function startUpstream() {
  const missing = install()
  if (missing) return { missing }
  const port = await freePort()
  const env = { ...process.env, HEADROOM_OFFLINE: '1', HF_HUB_OFFLINE: '1', HEADROOM_TELEMETRY: 'off' }
  const child = spawn(bin('headroom'), ['proxy', '--port', String(port)], { env, stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const close = () => child.kill()
  for (const start = performance.now(); performance.now() - start < STARTING_MS; ) {
    if (
      await fetch(`${url}/livez`)
        .then(({ ok }) => ok)
        .catch(() => false)
    )
      return { url, close }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  close()
  return { missing: `its proxy did not answer within ${STARTING_MS / 1000} s` }
}

function install() {
  if (existsSync(bin('headroom'))) return undefined
  const steps = [
    ['python3', ['-m', 'venv', home]],
    [bin('pip'), ['install', '--quiet', `headroom-ai[proxy]==${UPSTREAM_VERSION}`]],
  ]
  for (const [command, args] of steps) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0) return `${command} failed: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`
  }
  return undefined
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
