// Which statements stay where a body goes: declarations in it, its imports, and what hands errors on.

import { isComment, isDeclaration, isFunction, isImport, isNamedFunction, isType } from './node-types.ts'
import type { SyntaxNode } from './syntax-tree.ts'

/** Hands an error to the caller, or ends it all. */
const ESCAPES =
  /(?:^|[\s{;)])(?:throw|raise)(?:[\s;(]|$)|\b(?:panic!?|bail!|ensure!|unreachable!|todo!)\s*\(|\breturn\b.*\b(?:Err\(|Errorf\(|errors\.\w+\()|(?:^|\s)Err\(/
const THROWS = /^(?:throw|raise)\b/
/** A function on one line, as the value of a name. */
const ONE_LINE_FUNCTION =
  /^(?:(?:const|let|var)\s+)?[\w$.]+\s*(?::[^=]{1,80})?=\s*(?:async\s+)?(?:function\b|(?:\([^()]*\)|[\w$]+)\s*(?::[^=]{1,80})?=>)/
/** A call with words for its first argument and a function behind it: a test, a route, a task. */
const TITLED = /^(?:await\s+|return\s+)?[\w.$]+(?:<[^<>]{0,80}>)?(?:(?:\s*\(\s*|\s+)['"`]|\s+:?[A-Za-z][\w:]*\s+do\b)/
/** A row is looked at so far. */
const REACH = 300

/** The text of a node on its first row. */
export function textOf({ start, end, startColumn, endColumn }: SyntaxNode, rows: readonly string[]): string {
  const reach = startColumn + REACH
  return rows[start]!.slice(startColumn, start === end ? Math.min(endColumn, reach) : reach)
}

/** Tells whether something in a statement must stay. */
export function createStaying(rows: readonly string[], withErrors: boolean): (node: SyntaxNode) => boolean {
  const known = new Map<SyntaxNode, boolean>()

  function stays(node: SyntaxNode): boolean {
    let answer = known.get(node)
    if (answer === undefined) {
      answer = !isComment(node) && (staysItself(node) || node.children.some((child) => staysIn(node, child)))
      known.set(node, answer)
    }
    return answer
  }

  const staysIn = (node: SyntaxNode, child: SyntaxNode) =>
    child.isNamed && (isNamedFunction(child, node) || stays(child))

  function staysItself(node: SyntaxNode): boolean {
    if (isDeclaration(node) || isType(node) || isImport(node) || isNamedFunction(node, undefined)) return true
    const text = textOf(node, rows)
    if (node.start < node.end) return withErrors && THROWS.test(text)
    return ONE_LINE_FUNCTION.test(text) || (withErrors && !node.type.includes('string') && ESCAPES.test(text))
  }

  return stays
}

/** True for a call with a title and a function, such as a test case. */
export function isTitled(statement: SyntaxNode, rows: readonly string[]): boolean {
  return TITLED.test(textOf(statement, rows)) && holdsFunction(statement)
}

function holdsFunction({ children }: SyntaxNode): boolean {
  return children.some((child) => isFunction(child) || holdsFunction(child))
}
