// A syntax tree as far as lines go: nodes that span several lines, with all their children.

import type { Tree, TreeCursor } from 'web-tree-sitter'

/** A node of a tree; rows count from 0, columns in UTF-16 units. */
export interface SyntaxNode {
  type: string
  isNamed: boolean
  /** What it is to its parent. */
  field: string | undefined
  /** First and last row. */
  start: number
  end: number
  startColumn: number
  /** Behind its last character; past every line's end if it takes the line break, too. */
  endColumn: number
  /** Empty for a node on one row: what is in there cannot go without the row. */
  children: SyntaxNode[]
  /** Something in it could not be read. Known only for nodes that span several rows. */
  isBroken: boolean
}

/** What could not be read. */
export interface Unreadable {
  start: number
  end: number
  text: string
}

/** What is deeper than this is left out: nobody nests code so deep. */
const DEPTH_MAX = 400

/** Reads a tree into nodes. */
export function readTree(tree: Tree): SyntaxNode {
  const cursor = tree.walk()
  try {
    return readNode(cursor, tree.rootNode.hasError, 0)
  } finally {
    cursor.delete()
  }
}

function readNode(cursor: TreeCursor, mayBeBroken: boolean, depth: number): SyntaxNode {
  const { row: start, column: startColumn } = cursor.startPosition
  let { row: end, column: endColumn } = cursor.endPosition
  if (endColumn === 0 && end > start) {
    end--
    endColumn = Number.POSITIVE_INFINITY
  }
  const node: SyntaxNode = {
    type: cursor.nodeType,
    isNamed: cursor.nodeIsNamed,
    field: cursor.currentFieldName ?? undefined,
    start,
    end,
    startColumn,
    endColumn,
    children: [],
    isBroken: mayBeBroken && end > start && cursor.currentNode.hasError,
  }
  if (end > start && depth < DEPTH_MAX)
    forChildren(cursor, () => node.children.push(readNode(cursor, node.isBroken, depth + 1)))
  return node
}

/** Everything in a tree that could not be read, outermost first. */
export function errorsIn(tree: Tree): Unreadable[] {
  const errors: Unreadable[] = []
  if (!tree.rootNode.hasError) return errors
  const cursor = tree.walk()
  const visit = (depth: number) => {
    const node = cursor.currentNode
    if (node.isError || node.isMissing) {
      const text = node.isMissing ? `missing ${node.type}` : node.text
      errors.push({ start: node.startPosition.row, end: node.endPosition.row, text })
    } else if (node.hasError && depth < DEPTH_MAX) forChildren(cursor, () => visit(depth + 1))
  }
  try {
    visit(0)
  } finally {
    cursor.delete()
  }
  return errors
}

function forChildren(cursor: TreeCursor, visit: () => void): void {
  if (!cursor.gotoFirstChild()) return
  do visit()
  while (cursor.gotoNextSibling())
  cursor.gotoParent()
}
