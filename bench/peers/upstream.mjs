// The Python project of the same name, in an environment of its own: installed once, then started like any proxy.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
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

/** A line of JSON with a file in, one with what became of it and the seconds that took out. */
const COMPRESS_CODE = `
import json, sys, time
from headroom.transforms.code_compressor import CodeAwareCompressor
compressor = CodeAwareCompressor()
for line in sys.stdin:
    file = json.loads(line)
    best, text = None, None
    for _ in range(3):
        start = time.process_time()
        text = compressor.compress(file["text"], language=file["language"]).compressed
        taken = time.process_time() - start
        best = taken if best is None else min(best, taken)
    print(json.dumps({"text": text, "seconds": best}), flush=True)
`

/** Its compressor for code, with its own defaults and told the language; gives why not, if it cannot be had here. */
export function compressCodeByUpstream(files) {
  const missing = install('code')
  if (missing) return { missing }
  const input = files.map((file) => JSON.stringify(file)).join('\n')
  const env = { ...process.env, HEADROOM_OFFLINE: '1', HF_HUB_OFFLINE: '1', HEADROOM_TELEMETRY: 'off' }
  const run = spawnSync(bin('python'), ['-c', COMPRESS_CODE], { input, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (run.status !== 0) return { missing: run.stderr.trim().split('\n').at(-1) }
  return {
    results: run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  }
}

function install(extra = 'proxy') {
  const done = join(home, `installed-${extra}`)
  if (existsSync(done) || (extra === 'proxy' && existsSync(bin('headroom')))) return undefined
  const steps = [
    ...(existsSync(bin('pip')) ? [] : [['python3', ['-m', 'venv', home]]]),
    [bin('pip'), ['install', '--quiet', `headroom-ai[${extra}]==${UPSTREAM_VERSION}`]],
  ]
  for (const [command, args] of steps) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0) return `${command} failed: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`
  }
  writeFileSync(done, '')
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
