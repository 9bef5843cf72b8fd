// Objects with the same keys in the same order share a shape. Shapes form a tree: each is a parent shape and one more key.

/** An object with more keys than a table would ever have columns. */
export const WIDE = -1
/** An object that has a key twice. */
export const DUPLICATE = -2

const MAX_KEYS = 200
const TRANSITION_BASE = 2 ** 26

/** The tree of shapes, as parallel arrays. Shape 0 is the empty object. */
export interface Shapes {
  parent: number[]
  key: number[]
  size: number[]
  /** The transition taken last from each shape: rows of a table take the same ones again and again. */
  lastKey: number[]
  lastShape: number[]
  transitions: Map<number, number>
  keys: Map<number, readonly number[]>
}

export function createShapes(): Shapes {
  return {
    parent: [-1],
    key: [-1],
    size: [0],
    lastKey: [-1],
    lastShape: [-1],
    transitions: new Map(),
    keys: new Map(),
  }
}

/** The shape that `shape` becomes with one more key. */
export function nextShape(shapes: Shapes, shape: number, key: number): number {
  if (shape < 0) return shape
  const id = shape * TRANSITION_BASE + key
  const next = shapes.transitions.get(id) ?? addShape(shapes, shape, key)
  shapes.transitions.set(id, next)
  shapes.lastKey[shape] = key
  shapes.lastShape[shape] = next
  return next
}

/** The key ids of a shape, in order. */
export function shapeKeys(shapes: Shapes, shape: number): readonly number[] {
  let keys = shapes.keys.get(shape)
  if (!keys) {
    const list: number[] = []
    for (let s = shape; s > 0; s = shapes.parent[s]!) list.push(shapes.key[s]!)
    keys = list.reverse()
    shapes.keys.set(shape, keys)
  }
  return keys
}

function addShape(shapes: Shapes, parent: number, key: number): number {
  if (shapes.size[parent] === MAX_KEYS) return WIDE
  for (let s = parent; s > 0; s = shapes.parent[s]!) if (shapes.key[s] === key) return DUPLICATE
  const shape = shapes.parent.length
  shapes.parent.push(parent)
  shapes.key.push(key)
  shapes.size.push(shapes.size[parent]! + 1)
  shapes.lastKey.push(-1)
  shapes.lastShape.push(-1)
  return shape
}
