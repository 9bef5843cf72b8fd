// `npm run release`: publishes what the changesets have given a new version. Only CI has the right to.
import { pnpm, setup } from './setup.mjs'

setup({ quiet: true })
pnpm(['exec', 'changeset', 'publish'])
