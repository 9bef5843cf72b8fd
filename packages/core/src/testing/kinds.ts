// Every kind of content that has a compressor: texts of it, and how its encodings read back.
import type fc from 'fast-check'
import { decodeCommand } from './decode-command.ts'
import { decodeDiff } from './decode-diff.ts'
import { decodeJson } from './decode-json.ts'
import { decodeListing } from './decode-listing.ts'
import { decodeLog } from './decode-log.ts'
import { decodeMixed } from './decode-mixed.ts'
import { decodeSearch } from './decode-search.ts'
import { decodeTable } from './decode-table.ts'
import { decodeTrace } from './decode-trace.ts'
import { decodeYaml } from './decode-yaml.ts'
import { commandText } from './generate-command.ts'
import { diffText } from './generate-diff.ts'
import { htmlText } from './generate-html.ts'
import { jsonText } from './generate-json.ts'
import { listingText } from './generate-listing.ts'
import { logText } from './generate-log.ts'
import { mixedText } from './generate-mixed.ts'
import { proseText } from './generate-prose.ts'
import { searchText } from './generate-search.ts'
import { tableText } from './generate-table.ts'
import { traceText } from './generate-trace.ts'
import { xmlText } from './generate-xml.ts'
import { yamlText } from './generate-yaml.ts'

type Decode = (text: string) => string | undefined

/** Decoders of lossless encodings by the name of the compressor; those that only leave out have none. */
const DECODERS: Readonly<Record<string, Decode>> = {
  command: decodeCommand,
  diff: decodeDiff,
  json: decodeJson,
  listing: decodeListing,
  log: decodeLog,
  search: decodeSearch,
  table: decodeTable,
  trace: decodeTrace,
  yaml: decodeYaml,
}

/** Generators of texts by the name of the compressor that they are for. */
export const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  command: commandText,
  diff: diffText,
  html: htmlText,
  json: jsonText,
  listing: listingText,
  log: logText,
  mixed: mixedText,
  prose: proseText,
  search: searchText,
  table: tableText,
  trace: traceText,
  xml: xmlText,
  yaml: yamlText,
}

/** The kind that a compressed text says it is of; undefined for any other text. */
export function kindOf(text: string): string | undefined {
  return /^# headroom ([\w-]+): /.exec(text)?.[1]
}

/**
 * Reads a lossless encoding back, whatever its kind: the original byte for byte, and for JSON its values with every number
 * as it was spelled. Undefined if the text is not one, or leaves something out.
 *
 * @example decode(messages[3].content) // the tool result as it was
 */
export function decode(text: string): string | undefined {
  const kind = kindOf(text)
  if (kind === 'mixed') return decodeMixed(text, DECODERS)
  // compact JSON needs no rule, so it has no first line to say what it is
  return DECODERS[kind ?? 'json']?.(text)
}
