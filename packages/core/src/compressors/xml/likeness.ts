// How sure it is that a text is XML that holds records, such as a feed, told from its head.

const BID = 0.9
const HEAD = 2000
const SAMPLE = 8000
/** So many elements of one name must end in the sample. */
const RECORDS_MIN = 4

const OPENING =
  /^\ufeff?\s{0,200}(<\?xml[^>]{0,200}\?>\s{0,200})?(?:<\?[\w-]{1,40}[^>]{0,300}\?>\s{0,200}|<!--[\s\S]{0,600}?-->\s{0,200}|<!DOCTYPE [^>[]{0,300}>\s{0,200}){0,4}<([A-Za-z_][\w:.-]{0,60})[\s>]/
/** Roots of data that need no declaration to be told from other languages with tags. */
const DATA = /^(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml|testsuites?)$/
/** Roots of pages, drawings and of what people write and edit as XML, character for character. */
const WRITTEN =
  /^(?:html|svg|project|manifest|beans|configuration|web-app|persistence|plist|resources|menu|Window|Page|UserControl|Application|\w*Layout\w*|\w*Project\w*|(?:xs|xsd|xsl|wsdl|mx|s|fx|android):\w+)$/i
const CLOSING = /<\/([\w:.-]{1,60})>/g

/** 0 for anything but XML with records. */
export function xmlLikeness(text: string): number {
  const [, declaration, root] = OPENING.exec(text.slice(0, HEAD)) ?? []
  if (root === undefined || WRITTEN.test(root) || !(declaration || DATA.test(root))) return 0
  const counts = new Map<string, number>()
  for (const [, name] of text.slice(0, SAMPLE).matchAll(CLOSING)) counts.set(name!, (counts.get(name!) ?? 0) + 1)
  // a single long record closes nothing in the sample
  const last = text.slice(-SAMPLE)
  for (const [, name] of text.length > SAMPLE ? last.matchAll(CLOSING) : [])
    counts.set(name!, (counts.get(name!) ?? 0) + 1)
  return Math.max(0, ...counts.values()) >= RECORDS_MIN ? BID : 0
}
