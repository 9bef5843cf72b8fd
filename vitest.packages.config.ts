import { defineConfig } from 'vitest/config'

// `npm run test:packages`: what is published, installed as a user would. Slow, and needs the registry, hence apart.
export default defineConfig({
  test: { include: ['test/packages/*.test.ts'], testTimeout: 600_000, hookTimeout: 600_000 },
})
