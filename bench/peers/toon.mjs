// TOON: JSON tool results written in its notation, where that is shorter.
import { encode } from '@toon-format/toon'
import { toolResults } from './serve.mjs'

export function reduceByToon(messages) {
  const copy = structuredClone(messages)
  for (const { text, holder } of toolResults(copy)) {
    const written = toonOf(text)
    if (written !== undefined && written.length < text.length) holder.content = written
  }
  return copy
}

function toonOf(text) {
  try {
    return encode(JSON.parse(text))
  } catch {
    return undefined
  }
}
