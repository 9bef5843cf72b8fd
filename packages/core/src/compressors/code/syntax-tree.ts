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
export interface SyntaxError {
  start: number
  end: number
  text: string
}

/** Nodes deeper than this are left out: nobody nests code so deep. */
const DEPTH_MAX = 400

/** Reads a tree into nodes. */
export function readTree(tree: Tree): SyntaxNode {
  const cursor = tree.walk()
  const mayBeBroken = tree.rootNode.hasError
  const node = readNode(cursor, mayBeBroken, 0)
  cursor.delete()
  return node
}

function readNode(cursor: TreeCursor, mayBeBroken: boolean, depth: number): SyntaxNode {
  const { row: start, column: startColumn } = cursor.startPosition
  let { row: end, column: endColumn } = cursor.endPosition
  if (endColumn === 0 && end > start) {
    end--
    endColumn = Number.POSITIVE_INFINITY
  }
  const children: SyntaxNode[] = []
  const isBroken = mayBeBroken && end > start && cursor.currentNode.hasError
  if (end > start && depth < DEPTH_MAX && cursor.gotoFirstChild()) {
    do children.push(readNode(cursor, isBroken, depth + 1))
    while (cursor.gotoNextSibling())
    cursor.gotoParent()
  }
  return {
    type: cursor.nodeType,
    isNamed: cursor.nodeIsNamed,
    field: cursor.currentFieldName ?? undefined,
    start,
    end,
    startColumn,
    endColumn,
    children,
    isBroken,
  }
}

/** Everything in a tree that could not be read, outermost first. */
export function errorsIn(tree: Tree): SyntaxError[] {
  const errors: SyntaxError[] = []
  if (!tree.rootNode.hasError) return errors
  const cursor = tree.walk()
  const visit = (depth: number) => {
    const node = cursor.currentNode
    if (!node.hasError && !node.isMissing) return
    if (node.isError || node.isMissing) {
      errors.push({
        start: node.startPosition.row,
        end: node.endPosition.row,
        text: node.isMissing ? `missing ${node.type}` : node.text,
      })
      return
    }
    if (depth < DEPTH_MAX && cursor.gotoFirstChild()) {
      do visit(depth + 1)
      while (cursor.gotoNextSibling())
      cursor.gotoParent()
    }
  }
  visit(0)
  cursor.delete()
  return errors
}
