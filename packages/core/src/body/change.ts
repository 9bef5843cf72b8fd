// Writes changes into a body: into a parsed one by copying only the way to each change, into a JSON text by splicing.
import type { Change, Path } from '../types.ts'
import { locate, type Span } from './locate.ts'

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string | number, unknown>)[key]
  }
  return value
}

/**
 * A body in which the given places differ. All that is not on the way to a change is the same object as before, and what is
 * on the way is copied, an object of a class with its class.
 */
export function applyChanges<Body>(body: Body, changes: readonly Change[]): Body {
  return changes.length === 0 ? body : (rebuild(body, changes, 0) as Body)
}

function rebuild(value: unknown, changes: readonly Change[], depth: number): unknown {
  if (value === null || typeof value !== 'object') return value
  const byKey = new Map<string | number, Change[]>()
  for (const change of changes) {
    const key = change.path[depth]!
    const list = byKey.get(key)
    if (list) list.push(change)
    else byKey.set(key, [change])
  }
  return Array.isArray(value) ? rebuildArray(value, byKey, depth) : rebuildObject(value, byKey, depth)
}

type ByKey = ReadonlyMap<string | number, readonly Change[]>
const isHere = (change: Change, depth: number) => change.path.length === depth + 1

function rebuildObject(value: object, byKey: ByKey, depth: number): unknown {
  const copy = { ...value } as Record<string, unknown>
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype !== Object.prototype) Object.setPrototypeOf(copy, prototype)
  for (const [key, list] of byKey) {
    if (!Object.hasOwn(value, key)) continue
    const whole = list.findLast((change) => isHere(change, depth))
    copy[key] = whole ? whole.values[0] : rebuild(copy[key], list, depth + 1)
  }
  return copy
}

function rebuildArray(value: readonly unknown[], byKey: ByKey, depth: number): unknown[] {
  const copy: unknown[] = []
  let gone = 0
  for (let index = 0; index <= value.length; index++) {
    const list = byKey.get(index) ?? []
    const here = list.filter((change) => isHere(change, depth))
    for (const change of here) {
      copy.push(...change.values)
      gone = Math.max(gone, change.count ?? 1)
    }
    if (gone > 0) gone--
    else if (index < value.length)
      copy.push(list.length > here.length ? rebuild(value[index], list, depth + 1) : value[index])
  }
  return copy
}

/**
 * The same changes in the JSON text of a body. All bytes outside the changed values stay as they are; without changes
 * the very same text comes back.
 */
export function spliceChanges(text: string, changes: readonly Change[]): string {
  if (changes.length === 0) return text
  const splices = plan(text, changes).sort((a, b) => a.start - b.start || a.end - b.end)
  const parts: string[] = []
  let at = 0
  for (const { start, end, json } of splices) {
    if (start < at) continue // inside a value that is replaced as a whole
    parts.push(text.slice(at, start), json)
    at = end
  }
  parts.push(text.slice(at))
  return parts.join('')
}

interface Splice extends Span {
  json: string
}

function plan(text: string, changes: readonly Change[]): Splice[] {
  const paths = changes.flatMap(({ path, count = 1 }) => [
    path,
    shifted(path, count - 1),
    shifted(path, count),
    shifted(path, -1),
  ])
  const spans = locate(text, paths)
  return changes.flatMap((change, index) => {
    const [first, last, next, previous] = spans.slice(index * 4, index * 4 + 4)
    const json = change.values.map((value) => JSON.stringify(value)).join(',')
    if (!first) return []
    if ((change.count ?? 1) === 0) return [insertion(first, json)]
    if (json !== '') return [{ start: first.start, end: (last ?? first).end, json }]
    return [removal({ first, last: last ?? first, next, previous })]
  })
}

/** The path of a neighbour in the same array; a path into an object has none but itself. */
function shifted(path: Path, by: number): Path {
  const key = path.at(-1)
  return typeof key === 'number' ? [...path.slice(0, -1), key + by] : path
}

function insertion(at: Span, json: string): Splice {
  if (at.comma !== undefined) return { start: at.end, end: at.end, json: at.comma ? `,${json}` : json }
  return { start: at.start, end: at.start, json: `${json},` }
}

function removal(around: { first: Span; last: Span; next?: Span; previous?: Span }): Splice {
  const { first, last, next, previous } = around
  if (next && next.comma === undefined) return { start: first.start, end: next.start, json: '' }
  return { start: previous?.end ?? first.start, end: last.end, json: '' }
}
