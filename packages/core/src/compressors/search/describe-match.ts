// A match in words that a question about a search would use: of its path, of its text, and of what kind it is.

import type { SearchLine } from './parse.ts'

/** Characters of a line that are weighed. */
const REACH = 240

const TEST = /(?:^|[/\\._-])(?:tests?|specs?|testing|__tests__)(?:[/\\._-]|$)/i
const DOCUMENT = /\.(?:md|mdx|rst|adoc|txt)$|(?:^|[/\\])(?:docs?|readme|changelog|changes|history|news)(?:[/\\.]|$)/i
const EXAMPLE = /(?:^|[/\\])(?:examples?|samples?|demos?)(?:[/\\]|$)/i
const IMPORT = /^\s*(?:import|from|use|require|#\s*include|using)\b|\brequire\(/
const HEIR = /\b(?:extends|implements)\b|^\s*class \w+\s*\([\w., =]+\)\s*:/

/**
 * What relevance is judged by.
 *
 * @example describeMatch({ path: 'test/cart_test.py', content: 'import cart', … }, 0) // 'test cart test py import cart tests import'
 */
export function describeMatch({ path, content }: SearchLine, definition: 0 | 1 | 2): string {
  const text = content.slice(0, REACH)
  let words = `${path.replace(/[^\p{L}\p{N}]+/gu, ' ')} ${text}`
  if (TEST.test(path)) words += ' test tests'
  if (DOCUMENT.test(path)) words += ' docs documentation'
  if (EXAMPLE.test(path)) words += ' example examples'
  if (IMPORT.test(text)) words += ' import imports'
  if (HEIR.test(text)) words += ' extends implements subclasses'
  if (definition > 0) words += ' defined definition'
  return words
}
