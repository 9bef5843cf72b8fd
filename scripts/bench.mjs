// `npm run bench`: sets the workspace up, then measures. What follows `--` names parts.
import { join } from 'node:path'
import { root, run, setup } from './setup.mjs'

setup({ quiet: true })
const flags = ['--disable-warning=ExperimentalWarning']
run(process.execPath, [...flags, join(root, 'bench', 'run.mjs'), ...process.argv.slice(2)])
