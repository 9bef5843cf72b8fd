// `npm test`: sets the workspace up and runs every check: lint, types, then unit, property and end-to-end tests.
import { pnpm, setup } from './setup.mjs'

setup()
pnpm(['run', 'lint'])
pnpm(['run', 'types'])
pnpm(['run', 'vitest', ...process.argv.slice(2)])
