// Compresses the session that ships with the package, and tells what was done with each tool result and why.
import { readFileSync } from 'node:fs'
import type { SegmentTrace } from '@headroom/core'
import type { RunningProxy } from './server.ts'

interface Session {
  about: string
  model: string
  messages: { role: string; content?: unknown; tool_call_id?: string }[]
}

/** Runs the sample session through a running proxy. Gives the report as text. */
export async function runSample({ headroom, url }: RunningProxy): Promise<string> {
  const session = JSON.parse(readFileSync(new URL('../sample/session.json', import.meta.url), 'utf8')) as Session
  const { model, messages } = session
  const result = await headroom.compress(messages, { model, retrieval: 'host' })
  const lines = [`Sample session: ${session.about}`, '']
  for (const segment of result.trace.segments) if (segment.kind === 'tool-result') lines.push(...describe(segment))
  const share = Math.round((1 - result.compressionRatio) * 100)
  lines.push(`All texts: ${result.tokensBefore} → ${result.tokensAfter} tokens (−${share}%), counted for ${model}`, '')
  const [hash] = result.ccrHashes
  if (hash) lines.push(await fetchBack(url, hash, messages), '')
  return lines.join('\n')
}

function describe(segment: SegmentTrace): string[] {
  const { toolName, tokensBefore, tokensAfter, action, reason, compressor, level, summary, dropped, hashes } = segment
  const heading = `  ${(toolName ?? 'tool').padEnd(16)} ${String(tokensBefore).padStart(6)} → ${String(tokensAfter).padStart(6)} tokens`
  if (action === 'leave') return [`${heading}   left as it came: ${reason}`, '']
  const done = [`${heading}   ${compressor}, ${level}: ${summary}`]
  for (const { count, total, unit, reason: why } of dropped)
    done.push(`${' '.repeat(36)} ${count} of ${total} ${unit} left out: ${why}`)
  if (hashes.length > 0) done.push(`${' '.repeat(36)} original kept under ${hashes.join(', ')}`)
  return [...done, '']
}

async function fetchBack(url: string, hash: string, messages: Session['messages']): Promise<string> {
  const response = await fetch(`${url}/v1/retrieve/${hash}`)
  const { original_content: original } = (await response.json()) as { original_content: string }
  const same = messages.some(({ content }) => typeof content === 'string' && content.includes(original))
  return `Fetched back: GET /v1/retrieve/${hash} → ${original.length} characters, ${same ? 'byte for byte what the tool had said' : 'NOT what the tool had said'}`
}
