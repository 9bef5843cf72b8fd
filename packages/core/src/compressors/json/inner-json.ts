// JSON inside JSON strings: found, and taken out only if its exact white space can be told in a word.

import { ARRAY, childrenOf, compactText, type JsonDocument, OBJECT } from './document.ts'
import { parseJson } from './parse.ts'

/** How a JSON text is spaced. */
export type Spacing = 'compact' | 'spaced' | 'indented by two' | 'indented by four'

const STEPS: Record<Spacing, string> = { compact: '', spaced: '', 'indented by two': '  ', 'indented by four': '    ' }
const MIN_LENGTH = 60

/**
 * The document that a string holds, if it is a JSON object or array which its spacing gives back byte for byte.
 * `wanted`: the spacing that it must have.
 */
export function innerJson(
  text: string,
  wanted: Spacing | undefined,
): { document: JsonDocument; spacing: Spacing } | undefined {
  if (text.length < MIN_LENGTH || (text[0] !== '{' && text[0] !== '[')) return undefined
  const document = parseJson(text)
  if (document?.roots.length !== 1) return undefined
  const spacing = document.verbatim ? 'compact' : guessSpacing(text)
  const isTold = (!wanted || spacing === wanted) && spaced(document, document.roots[0]!, spacing) === text
  return isTold ? { document, spacing } : undefined
}

function guessSpacing(text: string): Spacing {
  if (text[1] !== '\n') return 'spaced'
  return text.startsWith('    ', 2) ? 'indented by four' : 'indented by two'
}

function spaced(document: JsonDocument, node: number, spacing: Spacing): string {
  if (spacing === 'compact') return compactText(document, node)
  const step = STEPS[spacing]
  const write = (node: number, indent: string): string => {
    const isArray = document.kind[node] === ARRAY
    if (!isArray && document.kind[node] !== OBJECT) return compactText(document, node)
    const deeper = indent + step
    const members = childrenOf(document, node).map((child) => {
      const name = isArray ? '' : `${document.keys[document.key[child]!]}: `
      return name + write(child, deeper)
    })
    const [open, close] = isArray ? '[]' : '{}'
    if (members.length === 0 || !step) return `${open}${members.join(', ')}${close}`
    return `${open}\n${deeper}${members.join(`,\n${deeper}`)}\n${indent}${close}`
  }
  return write(node, '')
}
