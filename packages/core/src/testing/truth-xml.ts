// Holds records of XML, shown as JSON, against the XML.
import { Parser } from 'htmlparser2'
import { markdownOf } from '../compressors/xml/markdown.ts'
import { falseMarkdown } from './truth-html.ts'
import { falseJson } from './truth-json.ts'

const HEADER =
  /^# headroom xml: XML as JSON: elements by name, "@a" attribute a, "#" text beside them, HTML as Markdown; markup and namespaces left out(?:; (.*))? <<ccr:[0-9a-f]{24} omitted: markup; (\d+) characters of XML, (\d+) shown>>$/

/** What is false in XML shown as JSON, in words; undefined if all of it is true, and the sizes in the marker are exact. */
export function falseXml(original: string, shown: string): string | undefined {
  if (shown === original) return undefined
  const end = shown.indexOf('\n')
  const [header, rule, total, left] = HEADER.exec(shown.slice(0, end)) ?? []
  if (header === undefined) return 'has no header with a rule and a marker'
  const body = shown.slice(end + 1)
  if (Number(total) !== original.length || Number(left) !== body.length) return `says ${left} of ${total} characters`
  const texts: string[] = []
  const json = JSON.stringify(valueBy(elementsOf(original), texts))
  const wrong = texts.map((text) => (markdownOf(text) === text ? undefined : falseMarkdown(text, markdownOf(text))))
  return (
    wrong.find((words) => words) ?? falseJson(json, rule === undefined ? body : `# headroom json: ${rule}\n${body}`)
  )
}

interface Node {
  name: string
  attributes: Record<string, string>
  children: Node[]
  text: string
}

function elementsOf(xml: string): Node {
  const root: Node = { name: '', attributes: {}, children: [], text: '' }
  const path = [root]
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const node: Node = { name, attributes, children: [], text: '' }
        path.at(-1)!.children.push(node)
        path.push(node)
      },
      ontext: (text) => {
        path.at(-1)!.text += text
      },
      onclosetag: () => {
        path.pop()
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return root
}

/** The value by the rule alone; `texts` gets what may be HTML. */
function valueBy({ attributes, children, text }: Node, texts: string[]): unknown {
  const said = text.trim()
  texts.push(said)
  const value: [string, unknown][] = Object.entries(attributes)
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(([name, own]) => [`@${name}`, own])
  for (let i = 0; i < children.length; ) {
    const { name } = children[i]!
    const first = i
    while (children[i]?.name === name) i++
    const values = children.slice(first, i).map((child) => valueBy(child, texts))
    value.push([name, values.length === 1 ? values[0] : values])
  }
  if (value.length === 0) return markdownOf(said)
  if (said !== '') value.push(['#', markdownOf(said)])
  return Object.fromEntries(value)
}
