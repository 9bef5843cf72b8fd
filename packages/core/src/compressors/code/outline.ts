// Decides which rows of a file go: what is in long bodies, and what comments say beyond their first words.

import { commentCut } from './comments.ts'
import { type Gap, GOES, GOES_FROM_COMMENT, gapsOf } from './gaps.ts'
import {
  bodyOf,
  docstringOf,
  isBlock,
  isComment,
  isDeclaration,
  isFunction,
  isNamedFunction,
  isType,
  nameNodeOf,
} from './node-types.ts'
import { createStaying, isTitled, textOf } from './staying.ts'
import type { SyntaxNode } from './syntax-tree.ts'

/** A function with a name, whose body may go. */
export interface Body {
  name: string
  /** Half-open range of rows of the function. */
  start: number
  end: number
  /** True for one inside another. */
  isInner: boolean
}

export interface OutlineOptions {
  /** Tokens of all rows before each row. */
  costs: Float64Array
  /** Bodies with fewer tokens stay. */
  shortTokens: number
  /** First rows of functions whose bodies stay. */
  whole: ReadonlySet<number>
  /** First rows of functions in which statements stay that hand on errors; undefined for all. */
  withErrors: ReadonlySet<number> | undefined
}

export interface Outline {
  gaps: Gap[]
  bodies: Body[]
}

/** An unnamed function around this share of a file is how the file is wrapped. */
const WRAPPER_SHARE = 0.6

/** What is known while a file is gone through. */
interface Work {
  root: SyntaxNode
  rows: readonly string[]
  options: OutlineOptions
  fates: Uint8Array
  /** Lists of statements that rows were taken from. */
  blocks: SyntaxNode[]
  bodies: Body[]
  /** How many functions this one is in. */
  depth: number
  stays(node: SyntaxNode): boolean
  staying: Record<'with' | 'without', (node: SyntaxNode) => boolean>
}

/** The rows of a tree that go. `rows` are the lines of the code. */
export function outlineOf(root: SyntaxNode, rows: readonly string[], options: OutlineOptions): Outline {
  const staying = { with: createStaying(rows, true), without: createStaying(rows, false) }
  const fates = new Uint8Array(rows.length)
  const work: Work = { root, rows, options, fates, blocks: [], bodies: [], depth: 0, stays: staying.with, staying }
  visit(work, root)
  const { blocks, bodies } = work
  return { gaps: gapsOf(rows, fates, { blocks, costs: options.costs }), bodies }
}

/** What stands outside of bodies: all of it stays but comments, and what is in functions. */
function visit(work: Work, node: SyntaxNode, parent?: SyntaxNode, statement: SyntaxNode = node): void {
  if (isType(node)) return
  if (isFunction(node)) {
    visitFunction(work, node, { parent, isSuite: isTitled(statement, work.rows) })
    return
  }
  const isList = node === work.root || isBlock(node)
  if (node.type !== 'ERROR') shortenComments(work, node)
  for (const child of node.children) if (child.end > child.start) visit(work, child, node, isList ? child : statement)
}

/** @param isSuite functions with titles in it are listed, too */
function visitFunction(
  work: Work,
  node: SyntaxNode,
  { parent, isSuite }: { parent: SyntaxNode | undefined; isSuite: boolean },
): void {
  const { root, rows, options, bodies, staying } = work
  const body = bodyOf(node)
  const isDoubtful = node.isBroken || parent?.type === 'ERROR'
  if (!body || (isDoubtful && !isLaidOut(node, body, rows)) || leavesCode(body)) return
  const isNamed = isNamedFunction(node, parent)
  if (!isNamed && !isSuite && node.end - node.start > root.end * WRAPPER_SHARE) {
    visit(work, body)
    return
  }
  const inner = options.costs[body.end]! - options.costs[Math.max(body.start, node.start + 1)]!
  if (inner < options.shortTokens) return
  const { start } = node
  if (isNamed) bodies.push({ name: nameOf(node, parent, rows), start, end: node.end + 1, isInner: work.depth > 0 })
  if (options.whole.has(start)) return
  if (work.depth === 0) work.stays = (options.withErrors?.has(start) ?? true) ? staying.with : staying.without
  work.depth++
  if (node.isBroken) thinByRows(work, body)
  else thin(work, body, isSuite)
  work.depth--
}

/** Text outside of the language, as PHP may have it inside a function: a comment in it would be none. */
const leavesCode = ({ children }: SyntaxNode) => children.some(({ type }) => type === 'text_interpolation')

/** Whether the rows tell by themselves what is in a body that could not be read as a whole. */
function isLaidOut(node: SyntaxNode, body: SyntaxNode, rows: readonly string[]): boolean {
  const indent = indentOf(rows[node.start]!)
  if (body.isBroken && !/\{\s*$/.test(rows[body.start]!)) return false
  for (let row = body.start + 1; row < node.end; row++) {
    const line = rows[row]!
    if (line.trim() !== '' && !/^\s*#/.test(line) && indentOf(line) <= indent) return false
  }
  const last = rows[node.end]!
  return /^\s*(?:\}|end\b)/.test(last) ? indentOf(last) === indent : !body.isBroken && indentOf(last) > indent
}

function thinByRows({ fates, rows }: Work, { start, end }: SyntaxNode): void {
  for (let row = start + 1; row < end; row++)
    if (!/^\s*(?:import\b|from\b|us(?:e|ing)\b|#\s*include\b)/.test(rows[row]!)) fates[row] = GOES
}

function nameOf(node: SyntaxNode, parent: SyntaxNode | undefined, rows: readonly string[]): string {
  const holder = nameNodeOf(node, parent)
  if (!holder) return ''
  return /[\w$]+(?=\W*$)/.exec(textOf(holder, rows).split('(')[0]!)?.[0] ?? ''
}

/** A list of statements of which only those stay that hold something to be kept. */
function thin(work: Work, block: SyntaxNode, isSuite: boolean): void {
  const { fates, rows } = work
  work.blocks.push(block)
  const docstring = docstringOf(block, rows)
  if (docstring) shorten(work, docstring, docstring, 'doc')
  let isGone = false
  for (const child of block.children) {
    if (child === docstring || (!child.isNamed && child.start === child.end)) continue
    if (child.type === 'heredoc_body') {
      if (isGone) fates.fill(GOES, child.start + 1, child.end + 1)
      continue
    }
    const isCase = isSuite && isTitled(child, rows)
    const stays = isCase || work.stays(child)
    if (stays) thinInside(work, child, { isSuite: isCase })
    isGone = !stays && mark(work, child)
  }
}

/** A statement that stays as far as it is not in lists of statements. */
function thinInside(
  work: Work,
  node: SyntaxNode,
  { isSuite, parent }: { isSuite: boolean; parent?: SyntaxNode },
): void {
  if (node.start === node.end || isType(node)) return
  if (isFunction(node)) visitFunction(work, node, { parent, isSuite })
  else if (isDeclaration(node)) visit(work, node, parent)
  else
    for (const child of node.children) {
      if (isBlock(child)) thin(work, child, false)
      else thinInside(work, child, { isSuite, parent: node })
    }
}

/** Takes the rows of a node if nothing else stands on them. */
function mark({ fates, rows }: Work, { start, end, startColumn, endColumn }: SyntaxNode): boolean {
  const isAlone =
    /^\s*;?$/.test(rows[start]!.slice(0, startColumn)) &&
    /^\s*[;,]*\s*(?:$|\/\/|\/\*|#)/.test(rows[end]!.slice(endColumn))
  if (isAlone) fates.fill(GOES, start, end + 1)
  return isAlone
}

/** Comments among the children of a node, those on rows right below each other taken as one. */
function shortenComments(work: Work, node: SyntaxNode): void {
  const { children } = node
  const docstring = docstringOf(node, work.rows)
  if (docstring) shorten(work, docstring, docstring, 'doc')
  for (let i = 0; i < children.length; i++) {
    const first = children[i]!
    if (!isComment(first)) continue
    let last = first
    for (let next = children[i + 1]; next && isComment(next) && next.start === last.end + 1; next = children[i + 1]) {
      last = next
      i++
    }
    const opensFile = node === work.root && !children.slice(0, i).some((child) => child.isNamed && !isComment(child))
    shorten(work, first, last, opensFile || children[i + 1]?.start === last.end + 1 ? 'doc' : 'remark')
  }
}

function shorten({ fates, rows }: Work, first: SyntaxNode, last: SyntaxNode, role: 'doc' | 'remark'): void {
  const isAlone =
    rows[first.start]!.slice(0, first.startColumn).trim() === '' && rows[last.end]!.slice(last.endColumn).trim() === ''
  const cut = isAlone ? commentCut(rows, first.start, last.end, role) : undefined
  if (cut) fates.fill(cut.isInside ? GOES_FROM_COMMENT : GOES, cut.start, cut.end)
}

const indentOf = (line: string) => /^\s*/.exec(line)![0].length
