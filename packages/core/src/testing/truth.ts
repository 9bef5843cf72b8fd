// Holds what a compressed text shows against its original: what the model is told must be what the tool has said.
import { kindOf } from './decode.ts'
import { falseCode, isThinnedCode } from './truth-code.ts'
import { falseCommand } from './truth-command.ts'
import { falseDiff } from './truth-diff.ts'
import { falseHtml } from './truth-html.ts'
import { falseJson } from './truth-json.ts'
import { falseListing } from './truth-listing.ts'
import { falseLog } from './truth-log.ts'
import { falseMixed } from './truth-mixed.ts'
import { falseProse } from './truth-prose.ts'
import { falseSearch } from './truth-search.ts'
import { falseTable } from './truth-table.ts'
import { falseTrace } from './truth-trace.ts'
import { falseXml } from './truth-xml.ts'
import { falseYaml } from './truth-yaml.ts'

/** What is false in a compressed text, in words; undefined if all of it is true. */
export type TruthCheck = (original: string, shown: string) => string | undefined

const CHECKS: Readonly<Record<string, TruthCheck>> = {
  command: falseCommand,
  diff: falseDiff,
  html: falseHtml,
  json: falseJson,
  listing: falseListing,
  log: falseLog,
  prose: falseProse,
  search: falseSearch,
  table: falseTable,
  trace: falseTrace,
  xml: falseXml,
  yaml: falseYaml,
}

/**
 * Checks a text that a compressor of this package has made, by the rules of its kind: what is shown stands in the original,
 * at its place and as it is spelled there, or reads back to it, and counts of what is left out are exact.
 *
 * @example falsehood('a\nb\nc', '# headroom log: …') // 'shows "x", which is no line of the original at this place'
 */
export const falsehood: TruthCheck = (original, shown) => {
  if (shown === original) return undefined
  if (isThinnedCode(shown)) return falseCode(original, shown)
  const kind = kindOf(shown)
  if (kind === 'mixed') return falseMixed(original, shown, falsehood)
  // compact JSON needs no rule, so it has no first line to say what it is
  const check = CHECKS[kind ?? 'json']
  return check ? check(original, shown) : `says that it is "${kind}", which is no kind of ours`
}
