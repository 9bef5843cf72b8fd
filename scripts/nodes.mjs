// The Nodes that are supported. The newer binaries come as npm packages.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './setup.mjs'

const NEWER = ['22.23.3', '24.21.0']
const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const binaryOf = (version) => join(root, '.tools', version, 'node_modules', packageName, 'bin', 'node')

/** The Node that runs this, and those of the newer ones that are installed. */
export function nodes() {
  const newer = NEWER.map((version) => ({ version, binary: binaryOf(version) }))
  return [
    { version: process.versions.node, binary: process.execPath },
    ...newer.filter(({ binary }) => existsSync(binary)),
  ]
}

/** Installs the newer Nodes, and gives them. */
export function installNewer() {
  return NEWER.map((version) => {
    const binary = binaryOf(version)
    if (!existsSync(binary)) {
      const folder = join(root, '.tools', version)
      const flags = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
      run('npm', ['install', '--prefix', folder, ...flags, `${packageName}@${version}`])
    }
    return { version: execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim(), binary }
  })
}
