// How sure it is that a text is a listing, and of which shape, told from a sample of its lines.

import { sampleLines } from '../lines.ts'
import type { Shape } from './listing.ts'
import { isLong } from './long.ts'
import { isPath, splitPath } from './paths.ts'
import { isDrawn } from './tree.ts'

const LINES_MIN = 8
const SAMPLE = 12_000
const LINE = 600

export interface Likeness {
  /** From 0, no listing, to 1. */
  bid: number
  shape: Shape
}

const NOTHING: Likeness = { bid: 0, shape: 'paths' }

export function likenessOf(text: string): Likeness {
  const lines = sampleLines(text, SAMPLE)
    .filter((line) => line.trim() !== '')
    .map((line) => line.slice(0, LINE))
  if (lines.length < LINES_MIN) return NOTHING
  const share = (is: (line: string) => boolean) => lines.filter(is).length / lines.length
  const drawn = share(isDrawn)
  if (drawn > 0.8) return { bid: 0.95, shape: 'tree' }
  // a listing of many small folders is half headings
  const long = share(isLong)
  const framed = long + share((line) => /^total [\d.]+[KMGT]?\r?$|^\S.*:\r?$/.test(line))
  if (long > 0.4 && framed > 0.85) return { bid: 0.95, shape: 'long' }
  const paths = lines.filter(isPath)
  if (paths.length < 0.9 * lines.length) return NOTHING
  const folders = paths.map((line) => splitPath(line).folder).filter((folder) => folder !== '')
  const names = paths.filter((line) => /\.[A-Za-z]\w{0,9}(?: +\d+)?\r?$/.test(line))
  const isTold = folders.length > 0.4 * paths.length && new Set(folders).size < 0.8 * folders.length
  const isNamed = names.length > 0.3 * paths.length || paths.every((line) => /^\.?\//.test(line))
  return isTold && isNamed ? { bid: 0.85, shape: 'paths' } : NOTHING
}
