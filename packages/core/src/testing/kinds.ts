// Every kind of content that has a compressor: texts of it.
import type fc from 'fast-check'
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
