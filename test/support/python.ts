// Python programs, for tests that run only if they are told where Python is: `npm test` needs none.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** The interpreter that an environment variable names, if it has these modules. */
export function pythonWith(variable: string, modules: readonly string[]): string | undefined {
  const python = process.env[variable]
  if (!python) return undefined
  const code = `import importlib.util as u, sys; sys.exit(not all(u.find_spec(name) for name in ${JSON.stringify(modules)}))`
  return spawnSync(python, ['-c', code]).status === 0 ? python : undefined
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** Starts a server and waits until a URL of it answers. It ends with the test. */
export async function startPython(
  python: string,
  args: readonly string[],
  { ready, env }: { ready: string; env: Record<string, string> },
): Promise<ChildProcess> {
  const child = spawn(python, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said = (said + chunk).slice(-5000)))
  onTestFinished(() => void child.kill('SIGKILL'))
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended with ${child.exitCode}:\n${said}`)
    const answer = await fetch(ready).catch(() => undefined)
    if (answer?.ok) return child
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
