// The words around tables: the line that names a table's columns, and the rule that says how to read them.

import type { JsonDocument } from './document.ts'
import type { Column, ElementForm, Form, ListForm } from './form.ts'

/** What a text makes use of; its rule explains these and no more. */
export type Feature = keyof typeof RULES

/** How each feature reads, in the order in which a reader meets them. */
const RULES = {
  lines: 'lines[N]: N lines of JSON',
  items: '[N]: N values, one a line, as JSON',
  table: '[N]{a,b}: N objects, one a line, values in column order',
  rows: '[N][a,b]: N lists of objects, one a line, values in column order',
  member: '*: rows are members of an object, key first',
  constant: 'a=v: v in every row',
  object: 'a{b,c}: object, as {v,w}',
  list: 'a[b,c]: list of objects, as [v,w;x,y]',
  text: 'a:str: strings',
  optional: 'a?: empty = key absent',
  null: 'empty = null',
  misfit: '=v: v itself, as JSON',
  compact: '~v: string holding v as JSON',
  spaced: '~v: string holding v as JSON, spaced as {"a": b, "c": d}',
  'indented by two': '~v: string holding v as JSON, indented by two',
  'indented by four': '~v: string holding v as JSON, indented by four',
} as const

const PLAIN_NAME = /^[^\s,;{}[\]":=?*~\\](?:[^\n\r\t,;{}[\]":=?*~\\]*[^\s,;{}[\]":=?*~\\])?$/

/** The rule for a text that uses these features. */
export function ruleOf(features: ReadonlySet<Feature>): string {
  return (Object.keys(RULES) as Feature[])
    .filter((feature) => features.has(feature))
    .map((feature) => RULES[feature])
    .join('. ')
}

/** The columns of a table: `{id,name,tags[label,color]}`. Notes the features that it uses. */
export function headerOf(
  document: JsonDocument,
  list: { keyed: boolean; form: ElementForm },
  features: Set<Feature>,
): string {
  const columns = elementHeader(document, list, features)
  features.add(list.form.kind === 'object' ? 'table' : 'rows')
  return list.form.kind === 'object' ? `{${columns}}` : columns
}

function elementHeader(
  document: JsonDocument,
  list: { keyed: boolean; form: ElementForm },
  features: Set<Feature>,
): string {
  if (list.form.kind === 'list') return `[${elementHeader(document, elementsOf(list.form), features)}]`
  const names = list.form.columns.map((column) => columnHeader(document, column, features))
  if (list.keyed) {
    features.add('member')
    names.unshift('*')
  }
  return names.join()
}

function elementsOf(form: ListForm): { keyed: boolean; form: ElementForm } {
  return { keyed: form.keyed, form: form.element }
}

function columnHeader(document: JsonDocument, column: Column, features: Set<Feature>): string {
  if (column.optional) features.add('optional')
  const name = plainName(document.keys[column.key]!)
  return `${name}${column.optional ? '?' : ''}${formHeader(document, column.form, features)}`
}

function formHeader(document: JsonDocument, form: Form, features: Set<Feature>): string {
  if (form.kind === 'value') return ''
  features.add(form.kind)
  switch (form.kind) {
    case 'text':
      return ':str'
    case 'constant':
      return `=${form.json}`
    case 'object':
      return `{${form.columns.map((column) => columnHeader(document, column, features)).join()}}`
    case 'list':
      return `[${elementHeader(document, elementsOf(form), features)}]`
  }
}

/** A key without its quotes where nothing in it has a meaning in a header. */
function plainName(key: string): string {
  const name = key.slice(1, -1)
  return PLAIN_NAME.test(name) ? name : key
}
