// `npm run test:packages`: what is published, installed by npm and by pnpm in empty folders, on each Node that is supported.
import { installNewer } from './nodes.mjs'
import { pnpm, setup } from './setup.mjs'

setup()
installNewer()
pnpm(['exec', 'vitest', 'run', '--config', 'vitest.packages.config.ts', ...process.argv.slice(2)])
