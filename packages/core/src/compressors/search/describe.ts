// Files and lines in words that a question about a search would use: what they say, and of what kind they are.

/** Characters of a line that are weighed. */
const REACH = 200

const TEST = /(?:^|[/\\._-])(?:tests?|specs?|testing|__tests__)(?:[/\\._-]|$)/i
const DOCUMENT = /\.(?:md|mdx|rst|adoc|txt)$|(?:^|[/\\])(?:docs?|readme|changelog|changes|history|news)(?:[/\\.]|$)/i
const EXAMPLE = /(?:^|[/\\])(?:examples?|samples?|demos?)(?:[/\\]|$)/i
const IMPORT = /^\s*(?:import|from|use|require|#\s*include|using)\b|\brequire\(/
const HEIR = /\b(?:extends|implements)\b|^\s*class \w+\s*\([\w., =]+\)\s*:/

/**
 * The words of a path, one by one, and what they say about the file.
 *
 * @example describeFile('test/cart_test.py') // 'test cart test py test tests'
 */
export function describeFile(path: string): string {
  let words = path.replace(/[^\p{L}\p{N}]+/gu, ' ')
  if (TEST.test(path)) words += ' test tests'
  if (DOCUMENT.test(path)) words += ' docs documentation'
  if (EXAMPLE.test(path)) words += ' example examples'
  return words
}

/**
 * A line, and what it does.
 *
 * @example describeLine('import cart', 0) // 'import cart import imports'
 */
export function describeLine(content: string, definition: 0 | 1 | 2): string {
  const text = content.slice(0, REACH)
  let words = text
  if (IMPORT.test(text)) words += ' import imports'
  if (HEIR.test(text)) words += ' extends implements subclasses'
  if (definition > 0) words += ' defined definition'
  return words
}
