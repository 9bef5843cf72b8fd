import type { Compressor } from '../types.ts'
import { jsonCompressor } from './json/index.ts'
import { logCompressor } from './log/index.ts'

/** The built-in compressors. */
export const defaultCompressors: readonly Compressor[] = [jsonCompressor, logCompressor]
