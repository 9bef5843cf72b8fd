import type { Path } from '../types.ts'
import { locate } from './locate.ts'

/** A JSON text with an ellipsis in the place of the values at some paths: all bytes around them are as they were. */
export function withoutValues(text: string, paths: readonly Path[]): string {
  const spans = locate(text, paths).filter((span) => span !== undefined)
  let rest = text
  for (const { start, end } of spans.sort((a, b) => b.start - a.start))
    rest = `${rest.slice(0, start)}…${rest.slice(end)}`
  return rest
}
