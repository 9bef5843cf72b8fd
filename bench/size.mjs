// How much of a bundle the library takes: its main entry, as a bundler for browsers or edge runtimes would pack it.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { table } from './measure.mjs'

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

export async function benchSize() {
  const bundle = await rolldown({
    input: fileURLToPath(import.meta.resolve('@headroom/core')),
    // The tokenizer's tables are loaded when a model is counted for.
    external: [/^gpt-tokenizer\//],
    platform: 'neutral',
  })
  const { output } = await bundle.generate({ minify: true })
  const code = output.map((chunk) => chunk.code ?? '').join('')
  table(
    'Size of `@headroom/core`, without tokenizer tables',
    ['entry', 'minified', 'minified and gzipped'],
    [['`@headroom/core`', kilobytes(code.length), kilobytes(gzipSync(code).length)]],
  )
}
