/**
 * A copy that others may change as they like: lists, plain objects and bytes are copied all the way down, objects of a
 * class stay of that class, and what has no fields of its own (a URL) is the same one. Throws for a function in data.
 */
export function snapshot<Value>(value: Value): Value {
  return copyOf(value, new Map()) as Value
}

function copyOf(value: unknown, done: Map<object, unknown>): unknown {
  if (typeof value === 'function') throw new TypeError('a function cannot be copied')
  if (value === null || typeof value !== 'object') return value
  if (done.has(value)) return done.get(value)
  if (value instanceof Uint8Array) return value.slice()
  if (Array.isArray(value)) {
    const list: unknown[] = []
    done.set(value, list)
    for (const item of value) list.push(copyOf(item, done))
    return list
  }
  return copyOfObject(value as Record<string, unknown>, done)
}

function copyOfObject(value: Record<string, unknown>, done: Map<object, unknown>): unknown {
  const keys = Object.keys(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  if (keys.length === 0 && !isPlain) return value
  const copy = Object.create(prototype as object | null) as Record<string, unknown>
  done.set(value, copy)
  for (const key of keys) {
    const field = value[key]
    copy[key] = !isPlain && typeof field === 'function' ? field : copyOf(field, done)
  }
  return copy
}
