// Holds what the YAML compressor shows against the original.

import { linesOf } from '../compressors/table/lines.ts'
import { longLists } from '../compressors/yaml/items-as-rows.ts'
import { decodeYaml } from './decode-yaml.ts'
import { falseSample } from './truth-table.ts'

const SAMPLED = '# headroom yaml: items word for word'

/**
 * What is false in a text that the YAML compressor has made, in words; undefined if all of it is true.
 *
 * @example falseYaml('- a: 1\n- a: 2\n', '…') // 'does not read back'
 */
export function falseYaml(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  if (!shown.startsWith(SAMPLED)) return decodeYaml(shown) === original ? undefined : 'does not read back'
  return falseSample(original, shown, longLists(linesOf(original)))
}
