import type { Compressor } from '../types.ts'

/** The built-in compressors. */
export const defaultCompressors: readonly Compressor[] = []
