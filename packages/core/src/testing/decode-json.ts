// Reads what the JSON compressor wrote, by its rules alone and with no code of its own. For tests.

/** Stands where rows are left out, once for each; in an object it is the key and the value, with a number after the key. */
export const OMITTED = '…omitted'
const OMISSION = /^\[(\d+) (?:rows|items) omitted\]$/

interface Column {
  /** JSON string. */
  key: string
  optional: boolean
  form: Form
}

type Form =
  | { kind: 'value' | 'text' }
  | { kind: 'constant'; json: string }
  | { kind: 'object'; columns: Column[] }
  | { kind: 'list'; keyed: boolean; element: Form }

const HEADER = '# headroom json: '
const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/

/**
 * The compact JSON that an output of the JSON compressor stands for: number spellings and key order as in the source.
 * JSON lines give one line each. Undefined for a text that is none of these. Of a sampled text, each row that is left out
 * is `"…omitted"`.
 *
 * @example decodeJson('# headroom json: …\n[2]{id,name}\n1,Ann\n2,Bo') // '[{"id":1,"name":"Ann"},{"id":2,"name":"Bo"}]'
 */
export function decodeJson(text: string): string | undefined {
  try {
    if (!text.startsWith(HEADER)) return new Decoder(text, '').plain()
    const end = text.indexOf('\n')
    const rule = text.slice(0, end)
    const json = new Decoder(text.slice(end + 1), rule).document()
    const mark = /"(@|==)a\.b": same value as a\.b/.exec(rule)?.[1]
    return mark ? new Resolver(json, mark).resolve() : json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

class Decoder {
  private at = 0
  private readonly text: string
  private readonly rule: string

  constructor(text: string, rule: string) {
    this.text = text
    this.rule = rule
  }

  /** JSON, or JSON lines, without any table. */
  plain(): string {
    const lines: string[] = []
    do lines.push(this.value())
    while (this.take('\n'))
    if (this.at < this.text.length) this.fail()
    return lines.join('\n')
  }

  document(): string {
    const isLines = this.text.startsWith('lines[')
    if (isLines) this.at = 'lines'.length
    let value = isLines ? this.table().join('\n') : this.value(true)
    while (!isLines && this.take('\n')) value += `\n${this.value()}`
    if (this.at < this.text.length) this.fail()
    return value
  }

  /** A value where JSON stands. */
  private value(isRoot = false): string {
    const { text } = this
    const isBlock = this.take('\n') || isRoot
    if (this.take('~')) return quote(respace(this.value(), /(spaced|indented by \w+)/.exec(this.rule)?.[1]))
    if (text[this.at] === '[') {
      // What JSON has on the same line is an array of one number; a header of free values ends its line.
      if ((isBlock ? /^\[\d+\][{[\n]/ : /^\[\d+\][{[]/).test(text.slice(this.at, this.at + 20))) {
        const keyed = text.startsWith('{*', text.indexOf(']', this.at) + 1)
        const elements = this.table()
        this.take('\n]')
        return keyed ? `{${elements.join()}}` : `[${elements.join()}]`
      }
      return this.sequence('[', ']', () => this.value())
    }
    if (text[this.at] === '{')
      return this.sequence('{', '}', () => `${this.string()}${this.expect(':')}${this.value()}`)
    if (text[this.at] === '"') return this.string()
    const scalar = this.until(cellEnds(true))
    return SCALAR.test(scalar) ? scalar : this.fail()
  }

  private sequence(open: string, close: string, read: () => string): string {
    const items: string[] = []
    this.expect(open)
    if (this.take(close)) return open + close
    do items.push(read())
    while (this.take(','))
    return `${open}${items.join()}${this.expect(close)}`
  }

  /** A table's elements; members with their keys if it is keyed. */
  private table(): string[] {
    this.expect('[')
    const count = Number.parseInt(this.text.slice(this.at), 10)
    this.at = this.text.indexOf(']', this.at) + 1
    if (this.text[this.at] === '\n') return this.rows(count, false, () => this.free())
    const isObjects = this.text[this.at] === '{'
    this.at++
    const { keyed, element } = this.elementForm(isObjects ? '}' : ']')
    const form: Form = isObjects ? element : { kind: 'list', keyed, element }
    const read = () => this.row(form, isObjects && keyed, false)
    const hasRows = (isObjects && keyed) || cellsOf(form) > 0
    return hasRows ? this.rows(count, isObjects && keyed, read) : Array.from({ length: count }, read)
  }

  /** Rows, each on a line of its own, with what is left out between them, and the marker behind them. */
  private rows(count: number, keyed: boolean, read: () => string): string[] {
    const rows: string[] = []
    while (rows.length < count) {
      this.expect('\n')
      rows.push(...this.rowOrOmission(keyed, rows.length, read))
    }
    if (this.text.startsWith('\n<<ccr:', this.at)) {
      this.take('\n')
      this.marker()
    }
    return rows
  }

  private endOfBlock(): boolean {
    if (this.marker()) this.expect('\n')
    return this.text[this.at] === ']'
  }

  private marker(): boolean {
    if (!this.take('<<ccr:')) return false
    this.at = this.text.indexOf('>>', this.at) + '>>'.length
    return true
  }

  private rowOrOmission(keyed: boolean, index: number, read: () => string): string[] {
    const end = this.text.indexOf('\n', this.at)
    const omission = this.text[this.at] === '[' && OMISSION.exec(this.text.slice(this.at, end < 0 ? undefined : end))
    if (!omission) return [read()]
    this.at = end
    return Array.from({ length: Number(omission[1]) }, (_, i) =>
      keyed ? `"${OMITTED} ${index + i}":"${OMITTED}"` : `"${OMITTED}"`,
    )
  }

  /** A value of a list without columns; `=` is in front of a table. */
  private free(): string {
    this.take('=')
    return this.value()
  }

  /** What stands between the brackets of a header. */
  private elementForm(close: string): { keyed: boolean; element: Form } {
    if (this.text[this.at] === '[') {
      this.at++
      const inner = this.elementForm(']')
      this.expect(close)
      return { keyed: false, element: { kind: 'list', ...inner } }
    }
    const keyed = this.take('*')
    if (keyed) this.take(',')
    return { keyed, element: { kind: 'object', columns: this.columns(close) } }
  }

  private columns(close: string): Column[] {
    const columns: Column[] = []
    while (!this.take(close)) {
      if (columns.length > 0) this.expect(',')
      const quoted = this.text[this.at] === '"'
      const key = quoted ? this.string() : JSON.stringify(this.until('?:={[,}]'))
      columns.push({ key, optional: this.take('?'), form: this.columnForm() })
    }
    return columns
  }

  private columnForm(): Form {
    if (this.take(':str')) return { kind: 'text' }
    if (this.take('=')) return { kind: 'constant', json: this.value() }
    if (this.take('{')) return { kind: 'object', columns: this.columns('}') }
    if (this.take('[')) return { kind: 'list', ...this.elementForm(']') }
    return { kind: 'value' }
  }

  private row(form: Form, keyed: boolean, inside: boolean): string {
    let name = ''
    if (keyed) {
      name = `${this.text[this.at] === '"' ? this.string() : JSON.stringify(this.until(cellEnds(inside)))}:`
      if (!this.take(',') && cellsOf(form) > 0) this.fail()
    }
    if (this.take('=')) return name + this.value()
    return name + (form.kind === 'object' ? this.members(form.columns, inside) : this.cell(form, inside))
  }

  private members(columns: Column[], inside: boolean): string {
    const members: string[] = []
    let isFirst = true
    for (const { key, optional, form } of columns) {
      if (form.kind === 'constant') {
        members.push(`${key}:${form.json}`)
        continue
      }
      if (!isFirst) this.expect(',')
      isFirst = false
      const isEmpty = this.at >= this.text.length || cellEnds(inside).includes(this.text[this.at]!)
      if (!isEmpty) members.push(`${key}:${this.cell(form, inside)}`)
      else if (!optional) members.push(`${key}:null`)
    }
    return `{${members.join()}}`
  }

  private cell(form: Form, inside: boolean): string {
    const { text } = this
    if (this.take('=')) return this.value()
    if (form.kind === 'object' && this.take('{')) return this.members(form.columns, true) + this.expect('}').slice(1)
    if (form.kind === 'list' && this.take('[')) return this.list(form)
    if ('"[{~'.includes(text[this.at]!)) return this.value()
    const bare = this.until(cellEnds(inside))
    if (bare === 'null') return bare
    return form.kind !== 'text' && SCALAR.test(bare) ? bare : JSON.stringify(bare)
  }

  private list(form: { keyed: boolean; element: Form }): string {
    const rows: string[] = []
    const separator = this.take('\n') ? '\n' : ';'
    const read = () => this.row(form.element, form.keyed, true)
    if (!this.take(']')) {
      do rows.push(...(separator === '\n' ? this.rowOrOmission(form.keyed, rows.length, read) : [read()]))
      while (this.take(separator) && !(separator === '\n' && this.endOfBlock()))
      this.expect(']')
    }
    return form.keyed ? `{${rows.join()}}` : `[${rows.join()}]`
  }

  private string(): string {
    const start = this.at
    this.expect('"')
    while (this.text[this.at] !== '"') {
      if (this.at >= this.text.length) this.fail()
      this.at += this.text[this.at] === '\\' ? 2 : 1
    }
    this.at++
    return this.text.slice(start, this.at)
  }

  /** The text up to one of these characters. */
  private until(stops: string): string {
    const start = this.at
    while (this.at < this.text.length && !stops.includes(this.text[this.at]!)) this.at++
    return this.text.slice(start, this.at)
  }

  private take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false
    this.at += token.length
    return true
  }

  private expect(token: string): string {
    return this.take(token) ? token : this.fail()
  }

  private fail(): never {
    throw new SyntaxError(`not encoded JSON at ${this.at}: ${this.text.slice(this.at, this.at + 40)}`)
  }
}

/** Puts values in the place of references to where they stand. */
class Resolver {
  private at = 0
  private readonly json: string
  private readonly mark: string
  /** What stands at each path of keys, so far. */
  private readonly values = new Map<string, string>()

  constructor(json: string, mark: string) {
    this.json = json
    this.mark = mark
  }

  resolve(): string {
    return this.value('')
  }

  /** The value that begins here; with its path unless it is inside an array. */
  private value(path: string | undefined): string {
    const first = this.json[this.at]
    const value = first === '{' || first === '[' ? this.container(path) : this.scalar()
    if (path !== undefined) this.values.set(path, value)
    return value
  }

  private container(path: string | undefined): string {
    const open = this.json[this.at++]!
    const close = open === '{' ? '}' : ']'
    const parts: string[] = []
    while (this.json[this.at] !== close) {
      if (this.json[this.at] === ',') this.at++
      if (open === '[') {
        parts.push(this.value(undefined))
        continue
      }
      const key = this.token()
      this.at++
      const name: string = JSON.parse(key)
      const inner = path === undefined ? undefined : path === '' ? name : `${path}.${name}`
      parts.push(`${key}:${this.value(inner)}`)
    }
    this.at++
    return open + parts.join() + close
  }

  private scalar(): string {
    const token = this.token()
    if (!token.startsWith(`"${this.mark}`)) return token
    const value = this.values.get(JSON.parse(token).slice(this.mark.length))
    if (value === undefined) throw new SyntaxError(`nothing stands at ${token}`)
    return value
  }

  private token(): string {
    const pattern = /"(?:[^"\\]|\\.)*"|[^,\]}\s]+/gsy
    pattern.lastIndex = this.at
    const token = pattern.exec(this.json)?.[0]
    if (token === undefined) throw new SyntaxError(`no value at ${this.at}`)
    this.at += token.length
    return token
  }
}

/** JSON spelling of a string, with escapes for what nobody sees. */
function quote(value: string): string {
  const hidden = /[\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g
  return JSON.stringify(value).replace(hidden, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** How many cells a row has. */
function cellsOf(form: Form): number {
  return form.kind === 'object' ? form.columns.filter((column) => column.form.kind !== 'constant').length : 1
}

/** What ends a bare cell; `inside` the brackets of another. */
function cellEnds(inside: boolean): string {
  return inside ? ',;]}\n' : ',\n'
}

/** Compact JSON with the white space that a rule names. */
function respace(compact: string, spacing: string | undefined): string {
  if (!spacing) return compact
  const step = spacing === 'spaced' ? '' : ' '.repeat(spacing.endsWith('two') ? 2 : 4)
  let out = ''
  let indent = '\n'
  for (let i = 0; i < compact.length; i++) {
    const character = compact[i]!
    const isEmpty = '[{'.includes(character) && ']}'.includes(compact[i + 1]!)
    if (character === '"') {
      const start = i
      for (i++; compact[i] !== '"'; i++) if (compact[i] === '\\') i++
      out += compact.slice(start, i + 1)
    } else if (isEmpty) out += character + compact[++i]!
    else if (character === ':') out += ': '
    else if (character === ',') out += step ? `,${indent}` : ', '
    else if ('[{'.includes(character) && step) {
      indent += step
      out += character + indent
    } else if (']}'.includes(character) && step) {
      indent = indent.slice(0, -step.length)
      out += indent + character
    } else out += character
  }
  return out
}
