// `npm run test:matrix`: all tests on each newer Node that is supported.
import { join } from 'node:path'
import { installNewer } from './nodes.mjs'
import { root, run, setup } from './setup.mjs'

setup()
for (const { version, binary } of installNewer()) {
  console.log(`\n=== Node ${version} ===`)
  run(binary, [join(root, 'scripts', 'test.mjs'), ...process.argv.slice(2)])
}
