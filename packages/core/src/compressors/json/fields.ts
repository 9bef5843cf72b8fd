// The rows of a list seen as columns: every path of keys, with the values that stand there and the rows they stand in.

import { ARRAY, type JsonDocument, OBJECT } from './document.ts'
import { shapeKeys } from './shapes.ts'

export interface Field {
  /** Keys from the row to the value, with dots; empty for the rows themselves. */
  name: string
  /** The values in document order, and the row of each. */
  nodes: number[]
  rows: number[]
  /** Inside an array in the row, so that one row may have several values. */
  isRepeated: boolean
  depth: number
}

const MAX_FIELDS = 256
const MAX_DEPTH = 6

/** The fields of the rows `elements`; the first is the rows themselves. */
export function collectFields(document: JsonDocument, elements: readonly number[]): Field[] {
  const fields: Field[] = [{ name: '', nodes: [], rows: [], isRepeated: false, depth: 0 }]
  const known = new Map<string, Field | undefined>()
  const members = new Map<Field, Map<number, (Field | undefined)[]>>()

  const child = (parent: Field, key: string): Field | undefined => {
    const isElement = key === ''
    const id = `${fields.indexOf(parent)} ${key}`
    if (known.has(id)) return known.get(id)
    const name = isElement ? `${parent.name}[]` : `${parent.name && `${parent.name}.`}${key.slice(1, -1)}`
    const isAllowed = fields.length < MAX_FIELDS && parent.depth < MAX_DEPTH
    const isRepeated = parent.isRepeated || isElement
    const field = isAllowed ? { name, nodes: [], rows: [], isRepeated, depth: parent.depth + 1 } : undefined
    if (field) fields.push(field)
    known.set(id, field)
    return field
  }

  // Objects of one shape have one list of fields, so that a row costs a look-up and not one for each key.
  const fieldsOf = (parent: Field, shape: number): (Field | undefined)[] => {
    let byShape = members.get(parent)
    if (!byShape) members.set(parent, (byShape = new Map()))
    let list = byShape.get(shape)
    if (!list) {
      list = shape < 0 ? [] : shapeKeys(document.shapes, shape).map((key) => child(parent, document.keys[key]!))
      byShape.set(shape, list)
    }
    return list
  }

  const visit = (node: number, row: number, field: Field): void => {
    field.nodes.push(node)
    field.rows.push(row)
    const kind = document.kind[node]
    if (kind !== ARRAY && kind !== OBJECT) return
    const list = kind === OBJECT ? fieldsOf(field, document.info[node]!) : undefined
    const element = kind === ARRAY ? child(field, '') : undefined
    const end = document.next[node]!
    for (let value = node + 1, i = 0; value < end; value = document.next[value]!, i++) {
      const target = list ? list[i] : element
      if (target) visit(value, row, target)
    }
  }

  for (const [row, node] of elements.entries()) visit(node, row, fields[0]!)
  return fields
}
