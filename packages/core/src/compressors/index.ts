import type { Compressor } from '../types.ts'
import { commandCompressor } from './command/index.ts'
import { diffCompressor } from './diff/index.ts'
import { htmlCompressor } from './html/index.ts'
import { jsonCompressor } from './json/index.ts'
import { listingCompressor } from './listing/index.ts'
import { logCompressor } from './log/index.ts'
import { createMixedCompressor } from './mixed/index.ts'
import { proseCompressor } from './prose/index.ts'
import { searchCompressor } from './search/index.ts'
import { tableCompressor } from './table/index.ts'
import { traceCompressor } from './trace/index.ts'
import { xmlCompressor } from './xml/index.ts'
import { yamlCompressor } from './yaml/index.ts'

const OF_ONE_KIND: readonly Compressor[] = [
  jsonCompressor,
  diffCompressor,
  searchCompressor,
  listingCompressor,
  commandCompressor,
  traceCompressor,
  tableCompressor,
  yamlCompressor,
  htmlCompressor,
  xmlCompressor,
  logCompressor,
  proseCompressor,
]

/** The built-in compressors. */
export const defaultCompressors: readonly Compressor[] = [...OF_ONE_KIND, createMixedCompressor(OF_ONE_KIND)]
