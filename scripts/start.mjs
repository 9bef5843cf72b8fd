// `npm start`: sets the workspace up, then starts the proxy with the sample session. What follows `--` goes to the proxy.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root, setup } from './setup.mjs'

setup({ quiet: true })

const cli = join(root, 'packages', 'proxy', 'dist', 'cli.js')
const flags = ['--disable-warning=ExperimentalWarning']
const proxy = spawn(process.execPath, [...flags, cli, 'proxy', '--sample', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => proxy.kill(signal))
proxy.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 0)))
