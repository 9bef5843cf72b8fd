// Which part of a page is its content. Only what is surely boilerplate is left out: a missing paragraph costs more than a menu.

import type { Element } from './parse-page.ts'

/** What was left out of a page: for each sort the links in it. */
export type LeftOut = Map<string, number>

interface Scope {
  /** Text outside links that the scope has; what holds a large share of it is no boilerplate, whatever it is called. */
  plain: number
  isLanding: boolean
  isMain: boolean
  leftOut: LeftOut
}

/** Of the plain text of a page, so much must be in its main element for the rest to be left out. */
const MAIN_SHARE = 0.4
const ARTICLE_SHARE = 0.6
const BOILERPLATE_SHARE = 0.3
const LINK_FARM = { links: 8, share: 0.8, characters: 60 }
const DENSE = 0.5
const COOKIE_MAX = 3000

const BY_TAG: ReadonlyMap<string, string> = new Map([
  ['nav', 'navigation'],
  ['header', 'header'],
  ['footer', 'footer'],
  ['aside', 'sidebar'],
])
const BY_ROLE: ReadonlyMap<string, string> = new Map([
  ['navigation', 'navigation'],
  ['menu', 'navigation'],
  ['menubar', 'navigation'],
  ['toolbar', 'toolbar'],
  ['search', 'search form'],
  ['banner', 'header'],
  ['contentinfo', 'footer'],
  ['complementary', 'sidebar'],
  ['dialog', 'dialog'],
  ['alertdialog', 'dialog'],
])
/** May be boilerplate as a whole. A cell or an item alone is not: a table or a list shows all of its own. */
const CONTAINERS: ReadonlySet<string> = new Set(
  'nav header footer aside div section ul ol menu dl table form details fieldset dialog search article center p'.split(
    ' ',
  ),
)
const COOKIES = /cookie|consent|gdpr|onetrust|didomi/i
const LINKS_BY_NAME =
  /(?:^|[-_\s])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|pagination|pager|footer|share|social|skip|toc|related)(?:$|[-_\s])/i
const NAME_REACH = 200

/** Marks what is not content, and tells what that was. */
export function leaveOutBoilerplate(root: Element): LeftOut {
  const leftOut: LeftOut = new Map()
  const main = findMain(root)
  if (main) {
    leaveOutAround(root, main, leftOut)
    leaveOutIn(main, { plain: plainOf(main), isLanding: false, isMain: true, leftOut })
  } else {
    const isLanding = root.linked > root.characters * 0.6
    leaveOutIn(root, { plain: plainOf(root), isLanding, isMain: false, leftOut })
  }
  return leftOut
}

const plainOf = ({ characters, linked }: Element) => characters - linked

function findMain(root: Element): Element | undefined {
  const mains: Element[] = []
  const articles: Element[] = []
  const visit = (element: Element): void => {
    if (element.isLeftOut) return
    const isMain = element.tag === 'main' || element.attributes.role === 'main'
    if (isMain) mains.push(element)
    else if (element.tag === 'article') articles.push(element)
    if (isMain || !element.isBlock) return
    for (const child of element.children) if (typeof child !== 'string') visit(child)
  }
  visit(root)
  const holds = (element: Element, share: number) => element.characters > 0 && plainOf(element) >= plainOf(root) * share
  const [main, article] = [
    mains.find((each) => holds(each, MAIN_SHARE)),
    articles.length === 1 ? articles[0] : undefined,
  ]
  return main ?? (article && holds(article, ARTICLE_SHARE) ? article : undefined)
}

/** Leaves out all that is not on the way to an element. Text beside the page, such as what a tool adds, stays. */
function leaveOutAround(root: Element, main: Element, leftOut: LeftOut): void {
  const visit = (element: Element): boolean => {
    if (element === main) return true
    const found = element.children.filter((child) => typeof child !== 'string' && child.isBlock && visit(child))
    if (found.length === 0) return false
    for (const child of element.children) {
      if (typeof child === 'string' || found.includes(child) || child.isLeftOut) continue
      leaveOut(child, sortOf(child, true) ?? 'what surrounds the main content', leftOut)
    }
    return true
  }
  visit(root)
}

function leaveOutIn(element: Element, scope: Scope): void {
  for (const child of element.children) {
    if (typeof child === 'string' || child.isLeftOut || !child.isBlock) continue
    const sort = boilerplate(child, scope)
    if (sort !== undefined) leaveOut(child, sort, scope.leftOut)
    else leaveOutIn(child, isSectioning(child) ? { ...scope, isMain: true } : scope)
  }
}

const isSectioning = ({ tag }: Element) => tag === 'article' || tag === 'main' || tag === 'section'

function leaveOut(element: Element, sort: string, leftOut: LeftOut): void {
  element.isLeftOut = true
  if (element.characters > 0) leftOut.set(sort, (leftOut.get(sort) ?? 0) + element.links)
}

function boilerplate(element: Element, { plain, isLanding, isMain }: Scope): string | undefined {
  const { characters, linked, links } = element
  if (!CONTAINERS.has(element.tag) || plainOf(element) > plain * BOILERPLATE_SHARE) return undefined
  const sort = sortOf(element, !isMain)
  if (sort !== undefined) return element.hasTitle ? undefined : sort
  if (characters <= COOKIE_MAX && COOKIES.test(nameOf(element))) return 'cookie notice'
  if (isLanding || linked < characters * DENSE || links === 0) return undefined
  if (LINKS_BY_NAME.test(nameOf(element))) return 'navigation'
  const isFarm =
    links >= LINK_FARM.links && linked >= characters * LINK_FARM.share && linked <= links * LINK_FARM.characters
  return isFarm && !isMain ? 'link lists' : undefined
}

/** What an element says it is. Inside of content, headers, footers and asides belong to it, but for their links. */
function sortOf({ tag, attributes, linked, characters }: Element, isOutside: boolean): string | undefined {
  const sort = BY_ROLE.get(attributes.role ?? '') ?? BY_TAG.get(tag)
  const isNavigation = sort === 'navigation' || sort === 'search form' || sort === 'toolbar'
  return isOutside || isNavigation || linked >= characters * DENSE ? sort : undefined
}

const nameOf = ({ attributes }: Element) => `${attributes.id ?? ''} ${attributes.class ?? ''}`.slice(0, NAME_REACH)
