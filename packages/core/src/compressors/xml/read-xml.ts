// XML that holds data → a JSON value: nothing merged, and nothing out of its order.

import { Parser } from 'htmlparser2'
import { markdownOf } from './markdown.ts'

export type XmlValue = string | XmlValue[] | { [name: string]: XmlValue }

/** Data is flat; work must stay bounded for what is not. */
const DEPTH_MAX = 64
const ELEMENTS_MAX = 300_000
const NAMESPACE = /^xmlns(?::|$)/
/** No name of an element; as a key it would lose its place. */
const NUMBER = /^\d/
/** Under which the text of an element with attributes stands. */
const TEXT = '#'

interface Open {
  name: string
  members: Map<string, XmlValue[]>
  /** The member that the last child went to. */
  last: string
  text: string
}

/**
 * The value of a document: an element is what stands under its name, several of one name are a list, `@a` is its attribute
 * a; namespaces are left out. Undefined for what is not well-formed, for text with elements in it, and where children of one name are not side by
 * side, for then the value would not tell their order.
 */
export function readXml(xml: string): XmlValue | undefined {
  const root: Open = openOf('', {})
  const path = [root]
  let elements = 0
  let isData = true
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        path.push(openOf(name, attributes))
        isData &&= path.length <= DEPTH_MAX && ++elements <= ELEMENTS_MAX
        if (!isData) parser.pause()
      },
      ontext(text) {
        path.at(-1)!.text += text
      },
      onclosetag(_, isImplied) {
        const isClosed = !isImplied || xml[parser.endIndex - 1] === '/'
        const value = isClosed ? readValue(path.at(-1)!) : undefined
        isData &&= value !== undefined && add(path.at(-2)!, path.pop()!.name, value)
        if (!isData) parser.pause()
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.write(xml)
  if (!isData) return undefined
  parser.end()
  return isData && path.length === 1 ? readValue(root) : undefined
}

function openOf(name: string, attributes: Readonly<Record<string, string>>): Open {
  const own = Object.entries(attributes).filter(([key]) => !NAMESPACE.test(key))
  const members = new Map(own.map(([key, value]) => [`@${key}`, [value as XmlValue]]))
  return { name, members, last: '', text: '' }
}

/** Adds a child to the values of its name; false if one of another name stands between. */
function add(parent: Open, name: string, value: XmlValue): boolean {
  if (NUMBER.test(name)) return false
  const values = parent.members.get(name)
  if (!values) parent.members.set(name, [value])
  else if (parent.last === name) values.push(value)
  else return false
  parent.last = name
  return true
}

function readValue({ members, last, text }: Open): XmlValue | undefined {
  const said = text.trim()
  if (last !== '' && said !== '') return undefined
  if (members.size === 0) return markdownOf(said)
  const entries = [...members].map(([name, values]): [string, XmlValue] => [
    name,
    values.length > 1 ? values : values[0]!,
  ])
  if (said !== '') entries.push([TEXT, markdownOf(said)])
  return Object.fromEntries(entries)
}
