import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vitest/config'

const lowest = fileURLToPath(new URL('packages/langchain/test/lowest/index.js', import.meta.url))

/** The packages of LangChain as they were at their lowest versions that we support. */
const lowestLangchain: Plugin = {
  name: 'lowest LangChain',
  enforce: 'pre',
  resolveId(id, importer, options) {
    return /^(?:@langchain\/|langchain$)/.test(id) && importer !== lowest
      ? this.resolve(id, lowest, { ...options, skipSelf: true })
      : undefined
  },
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'headroom',
          include: [
            'test/*.test.ts',
            'packages/*/src/**/*.test.ts',
            'packages/*/test/**/*.test.ts',
            'examples/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        plugins: [lowestLangchain],
        test: { name: 'lowest LangChain', include: ['packages/langchain/test/*.test.ts'] },
      },
    ],
  },
})
