// Decides which rows of a file go: what is in long bodies, and what comments say beyond their first words.

import { guessTokens } from '../estimate.ts'
import { commentCut } from './comments.ts'
import { bodyOf, isBlock, isComment, isDeclaration, isFunction, isNamed, isType, nameNodeOf } from './functions.ts'
import type { SyntaxNode } from './syntax-tree.ts'

/** Rows that give way to one line. */
export interface Gap {
  /** Half-open range of rows. */
  start: number
  end: number
  /** What stands in their place: a comment, or words in one that is left open around them. */
  isInComment: boolean
  /** Nothing else is left of the block that the rows were in. */
  emptiesBlock: boolean
}

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
  /** Bodies with fewer tokens stay. */
  shortTokens: number
  /** What the line costs that stands for a gap. */
  noteTokens: number
  /** First rows of functions whose bodies stay. */
  whole: ReadonlySet<number>
  /** First rows of functions in which statements stay that hand on errors; undefined for all. */
  withErrors: ReadonlySet<number> | undefined
}

export interface Outline {
  gaps: Gap[]
  bodies: Body[]
}

const STAYS = 0
const GOES = 1
const GOES_FROM_COMMENT = 2

/** A gap must save so many tokens. */
const GAIN_LEAST = 6
/** An unnamed function around this share of a file is how the file is wrapped. */
const WRAPPER_SHARE = 0.6

/** Hands an error to the caller, or ends it all. */
const ESCAPES =
  /(?:^|[\s{;)])(?:throw|raise)(?:[\s;(]|$)|\b(?:panic!?|bail!|ensure!|unreachable!|todo!)\s*\(|\breturn\b.*\b(?:Err\(|Errorf\(|errors\.\w+\()|(?:^|\s)Err\(/
const THROWS = /^(?:throw|raise)\b/
/** A call with words for its first argument and a function behind it: a test, a route, a task. */
const TITLED = /^(?:await\s+|return\s+)?[\w.$]+(?:<[^<>]{0,80}>)?(?:\s*\(\s*|\s+)['"`]/
/** A function on one line, as the value of a name. */
const ONE_LINE_FUNCTION =
  /^(?:(?:const|let|var)\s+)?[\w$.]+\s*(?::[^=]{1,80})?=\s*(?:async\s+)?(?:function\b|(?:\([^()]*\)|[\w$]+)\s*(?::[^=]{1,80})?=>)/
const IMPORTS = /^(?:import|from)\b|^us(?:e|ing)\s|^#\s*include\b/

/** The rows of a tree that go. `rows` are the lines of the code. */
export function outlineOf(root: SyntaxNode, rows: readonly string[], options: OutlineOptions): Outline {
  const fates = new Uint8Array(rows.length)
  const blocks: SyntaxNode[] = []
  const bodies: Body[] = []
  let inner = 0
  let errorsStay = false
  let keeping = new Map<SyntaxNode, boolean>()

  /** What stands outside of bodies: all of it stays but comments, and what is in functions. */
  function visit(node: SyntaxNode, parent?: SyntaxNode, statement: SyntaxNode = node): void {
    if (node.type === 'ERROR' || isType(node)) return
    if (isFunction(node)) return visitFunction(node, parent, isTitled(statement))
    shortenComments(node)
    for (const child of node.children)
      if (child.end > child.start) visit(child, node, node === root || isBlock(node) ? child : statement)
  }

  function visitFunction(node: SyntaxNode, parent: SyntaxNode | undefined, isSuite: boolean): void {
    const body = bodyOf(node)
    if (!body || (node.isBroken && !isLaidOut(node, body))) return
    const named = isNamed(node, parent)
    if (!named && !isSuite && node.end - node.start > root.end * WRAPPER_SHARE) return visit(body)
    if (tokensOf(Math.max(body.start, node.start + 1), body.end) < options.shortTokens) return
    if (named) bodies.push({ name: nameOf(node, parent), start: node.start, end: node.end + 1, isInner: inner > 0 })
    if (options.whole.has(node.start)) return
    if (inner === 0) {
      const stay = options.withErrors?.has(node.start) ?? true
      if (stay !== errorsStay) keeping = new Map()
      errorsStay = stay
    }
    inner++
    if (node.isBroken) thinBroken(body)
    else thin(body, isSuite)
    inner--
  }

  /** Whether the rows tell where a body ends that could not be read as a whole: from its head to a brace right below. */
  function isLaidOut(node: SyntaxNode, body: SyntaxNode): boolean {
    const indent = indentOf(rows[node.start]!)
    if (indentOf(rows[node.end]!) !== indent || !/^\s*\}/.test(rows[node.end]!)) return false
    for (let row = body.start + 1; row < node.end; row++) {
      const line = rows[row]!
      if (line.trim() !== '' && !/^\s*#/.test(line) && indentOf(line) <= indent) return false
    }
    return /\{\s*$/.test(rows[body.start]!)
  }

  function thinBroken({ start, end }: SyntaxNode): void {
    for (let row = start + 1; row < end; row++) if (!IMPORTS.test(rows[row]!.trimStart())) fates[row] = GOES
  }

  function nameOf(node: SyntaxNode, parent: SyntaxNode | undefined): string {
    const holder = nameNodeOf(node, parent)
    if (!holder) return ''
    const text = textFrom(holder).slice(0, holder.end === holder.start ? holder.endColumn - holder.startColumn : 200)
    return /[\w$]+(?=\W*$)/.exec(text.split('(')[0]!)?.[0] ?? ''
  }

  /** A list of statements of which only those stay that hold something to be kept. */
  function thin(block: SyntaxNode, isSuite: boolean): void {
    blocks.push(block)
    const docstring = docstringOf(block)
    if (docstring) shorten(docstring.start, docstring.end, 'doc')
    let wasMarked = false
    for (const child of block.children) {
      if (child === docstring || (!child.isNamed && child.start === child.end)) continue
      if (child.type === 'heredoc_body') {
        if (wasMarked) fates.fill(GOES, child.start + 1, child.end + 1)
        continue
      }
      const isCase = isSuite && isTitled(child) && holdsFunction(child)
      wasMarked = !isCase && !holdsWhatStays(child) && mark(child)
      if (isCase || holdsWhatStays(child)) thinInside(child, isCase)
    }
  }

  /** A statement that stays as far as it is not in lists of statements. */
  function thinInside(node: SyntaxNode, isSuite: boolean, parent?: SyntaxNode): void {
    if (node.start === node.end || isType(node)) return
    if (isFunction(node)) return visitFunction(node, parent, isSuite)
    if (isDeclaration(node)) return visit(node, parent)
    for (const child of node.children) {
      if (isBlock(child)) thin(child, false)
      else thinInside(child, isSuite, node)
    }
  }

  function holdsWhatStays(node: SyntaxNode): boolean {
    const known = keeping.get(node)
    if (known !== undefined) return known
    const stays = !isComment(node) && (isKept(node) || node.children.some((child) => isKeptIn(node, child)))
    keeping.set(node, stays)
    return stays
  }

  function isKept(node: SyntaxNode): boolean {
    if (isDeclaration(node) || isType(node) || (isFunction(node) && isNamed(node, undefined))) return true
    const text = textFrom(node)
    if (node.isNamed && IMPORTS.test(text) && /import|include|use|using/.test(node.type)) return true
    if (node.start < node.end) return errorsStay && THROWS.test(text)
    const own = text.slice(0, node.endColumn - node.startColumn)
    return ONE_LINE_FUNCTION.test(own) || (errorsStay && !node.type.includes('string') && ESCAPES.test(own))
  }

  const isKeptIn = (node: SyntaxNode, child: SyntaxNode) =>
    child.isNamed && ((isFunction(child) && isNamed(child, node)) || holdsWhatStays(child))
  const holdsFunction = (node: SyntaxNode): boolean =>
    node.children.some((child) => isFunction(child) || holdsFunction(child))
  const isTitled = (statement: SyntaxNode) => TITLED.test(textFrom(statement))
  const textFrom = ({ start, startColumn }: SyntaxNode) => rows[start]!.slice(startColumn)

  /** Marks the rows of a node if nothing else stands on them. */
  function mark({ start, end, startColumn, endColumn }: SyntaxNode): boolean {
    const before = rows[start]!.slice(0, startColumn)
    const behind = rows[end]!.slice(endColumn)
    if (!/^\s*;?$/.test(before) || !/^\s*[;,]*\s*(?:$|\/\/|\/\*|#)/.test(behind)) return false
    fates.fill(GOES, start, end + 1)
    return true
  }

  function shortenComments(node: SyntaxNode): void {
    const { children } = node
    const docstring = docstringOf(node)
    if (docstring) shorten(docstring.start, docstring.end, 'doc')
    for (let i = 0; i < children.length; i++) {
      const first = children[i]!
      if (!isComment(first)) continue
      let last = first
      for (let next = children[i + 1]; next && isComment(next) && next.start === last.end + 1; next = children[i + 1]) {
        last = next
        i++
      }
      if (rows[first.start]!.slice(0, first.startColumn).trim() !== '') continue
      shorten(first.start, last.end, children[i + 1]?.start === last.end + 1 ? 'doc' : 'remark')
    }
  }

  function shorten(start: number, end: number, role: 'doc' | 'remark'): void {
    const cut = commentCut(rows, start, end, role)
    if (cut) fates.fill(cut.isInside ? GOES_FROM_COMMENT : GOES, cut.start, cut.end)
  }

  function tokensOf(start: number, end: number): number {
    let tokens = 0
    for (let row = start; row < end && row < rows.length; row++) tokens += rowCost(rows[row]!)
    return tokens
  }

  visit(root)
  for (const { start, end } of blocks) takeBlankRows(rows, fates, start, end)
  const gaps = gapsOf(rows, fates).filter((gap) => {
    const isWorthIt = tokensOf(gap.start, gap.end) >= options.noteTokens + GAIN_LEAST
    if (!isWorthIt) fates.fill(STAYS, gap.start, gap.end)
    return isWorthIt
  })
  for (const block of blocks) markEmptied(block, gaps, fates)
  return { gaps, bodies }
}

/** Tokens of a row, roughly. A rule is one, however long it is. */
export function rowCost(row: string): number {
  return guessTokens(row.trim().replace(/([^\w\s])\1{3,}/g, '$1'))
}

const indentOf = (line: string) => /^\s*/.exec(line)![0].length

function docstringOf({ children }: SyntaxNode): SyntaxNode | undefined {
  const first = children.find(({ isNamed, type }) => isNamed && type !== 'comment')
  const isDocstring =
    first?.type === 'expression_statement' && first.children.length === 1 && first.children[0]!.type === 'string'
  return isDocstring ? first : undefined
}

function takeBlankRows(rows: readonly string[], fates: Uint8Array, start: number, end: number): void {
  const isBlank = (row: number) => fates[row] === STAYS && rows[row]!.trim() === ''
  for (let row = start + 1; row < end; row++) if (isBlank(row) && fates[row - 1] === GOES) fates[row] = GOES
  for (let row = end - 1; row > start; row--) if (isBlank(row) && fates[row + 1] === GOES) fates[row] = GOES
}

function gapsOf(rows: readonly string[], fates: Uint8Array): Gap[] {
  const gaps: Gap[] = []
  for (let row = 0; row < rows.length; row++) {
    const fate = fates[row]!
    if (fate === STAYS) continue
    const start = row
    while (fates[row + 1] === fate) row++
    const last = gaps.at(-1)
    if (last && fate === GOES && !last.isInComment && rows.slice(last.end, start).every((line) => line.trim() === ''))
      last.end = row + 1
    else gaps.push({ start, end: row + 1, isInComment: fate === GOES_FROM_COMMENT, emptiesBlock: false })
  }
  return gaps
}

/** Notes on the gap at the head of a block that no statement of the block is left. */
function markEmptied({ children }: SyntaxNode, gaps: readonly Gap[], fates: Uint8Array): void {
  const statements = children.filter((child) => child.isNamed && !isComment(child))
  if (statements.length === 0 || statements.some(({ start }) => fates[start] !== GOES)) return
  const gap = gaps.find(({ start, end }) => start <= statements[0]!.start && statements[0]!.start < end)
  if (gap) gap.emptiesBlock = true
}
