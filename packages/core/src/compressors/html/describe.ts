// Says what is not shown of a page, in its own units.

import type { LeftOut } from './main-content.ts'
import type { Unseen } from './parse-page.ts'

const NAMES_MAX = 3
const NAME_MAX = 40

/** One line: what was left out, with true counts, and how much of the page that is. */
export function describeLeftOut(unseen: Unseen, leftOut: LeftOut, sizes: { total: number; shown: number }): string {
  const sorts = [...leftOut].map(([sort, links]) => (links > 0 ? `${sort} (${count(links, 'link')})` : sort))
  const parts = [
    'omitted: markup',
    ...sorts,
    ...counted(unseen.scripts, 'script'),
    ...counted(unseen.styles, 'style sheet'),
    ...counted(unseen.hidden, 'hidden element'),
    ...counted(unseen.controls, 'button'),
    ...describeData(unseen.data),
  ]
  return `${parts.join(', ')}; ${grouped(sizes.total)} characters of HTML, ${grouped(sizes.shown)} shown`
}

function describeData(data: Unseen['data']): string[] {
  if (data.length === 0) return []
  const size = data.reduce((sum, { text }) => sum + text.length, 0)
  const names = [...new Set(data.map(({ name }) => name.replace(/[^\w/+.-]/g, '').slice(0, NAME_MAX)))]
    .slice(0, NAMES_MAX)
    .join(', ')
  return [`${grouped(size)} characters of JSON data (${names})`]
}

const counted = (number: number, noun: string) => (number > 0 ? [count(number, noun)] : [])
const count = (number: number, noun: string) => `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`
const grouped = (number: number) => String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
