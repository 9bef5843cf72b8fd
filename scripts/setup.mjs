// Brings the workspace to a state in which it can run: pnpm, the dependencies, the build.
// Each step is skipped when what it depends on has not changed, so a second run needs no network.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const tools = join(root, '.tools')
const pnpmCli = join(tools, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs')
// This very Node and this very pnpm, for whatever the tools start themselves.
const path = [dirname(process.execPath), join(tools, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Runs a command in the workspace, its output shown; ends this process with the command's exit code if it fails. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...env },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status === 0) return
  if (quiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
  console.error(`\n${command} ${args.join(' ')} failed${result.error ? `: ${result.error.message}` : ''}`)
  process.exit(result.status ?? 1)
}

/** Runs pnpm with the Node that runs this script. */
export const pnpm = (args, options) => run(process.execPath, [pnpmCli, ...args], options)

export function setup({ quiet = false } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Headroom needs Node 20.19 or newer; this is ${process.version}.`)
    process.exit(1)
  }
  installPnpm()
  installDependencies(quiet)
  pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'], { quiet })
}

function installPnpm() {
  const version = manifest.packageManager.split('@')[1]
  const installed = join(tools, 'node_modules', 'pnpm', 'package.json')
  if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === version) return
  mkdirSync(tools, { recursive: true })
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const flags = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  run(npm, ['install', '--prefix', tools, ...flags, `pnpm@${version}`], { quiet: true })
}

function installDependencies(quiet) {
  const stamp = join(root, 'node_modules', '.headroom-installed')
  const wanted = dependencyDigest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  pnpm(['install', '--frozen-lockfile'], { quiet, env: { ONNXRUNTIME_NODE_INSTALL: 'skip' } })
  writeFileSync(stamp, wanted)
}

function dependencyDigest() {
  const hash = createHash('sha256').update(process.platform + process.arch)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...workspaceManifests()]) {
    hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

function workspaceManifests() {
  const packages = readdirSync(join(root, 'packages')).sort()
  const folders = [...packages.map((name) => join('packages', name)), 'examples', 'bench']
  return folders.map((folder) => join(folder, 'package.json')).filter((file) => existsSync(join(root, file)))
}
