// `npm run test:matrix`: all tests on each Node that is supported. The binaries come as npm packages.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, setup } from './setup.mjs'

const VERSIONS = ['22.23.3', '24.21.0']
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

setup()
for (const version of VERSIONS) {
  const folder = join(root, '.tools', version)
  const binary = join(folder, 'node_modules', name, 'bin', 'node')
  if (!existsSync(binary)) {
    run('npm', [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${name}@${version}`,
    ])
  }
  console.log(`\n=== Node ${spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim()} ===`)
  run(binary, [join(root, 'scripts', 'test.mjs')])
}
