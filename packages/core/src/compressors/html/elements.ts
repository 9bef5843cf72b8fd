// What the names of HTML elements mean for a reader of the page.

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Start a line of their own. */
export const BLOCKS = setOf(
  'html head body main article section nav aside header footer div p h1 h2 h3 h4 h5 h6 ul ol li menu dl dt dd pre ' +
    'blockquote table caption thead tbody tfoot tr td th figure figcaption details summary form fieldset legend address ' +
    'hgroup hr center dir dialog search optgroup option listing xmp plaintext',
)

/** Never seen as text. What `script` and `style` hold is counted on its own. */
export const UNSEEN = setOf(
  'script style template noscript svg iframe object embed canvas audio video map select datalist noembed noframes frameset',
)

/** Code within a line. */
export const CODE = setOf('code kbd samp tt')

export const HEADINGS = setOf('h1 h2 h3 h4 h5 h6')

/** Every element that HTML knows, to tell it from other languages with tags. */
export const KNOWN: ReadonlySet<string> = new Set([
  ...BLOCKS,
  ...UNSEEN,
  ...CODE,
  ...setOf(
    'title meta link base a abbr acronym b bdi bdo big br button cite col colgroup data del dfn em font hr i img input ' +
      'ins label mark math meter output picture progress q rp rt ruby s slot small source span strike strong sub sup ' +
      'textarea time track u var wbr area param',
  ),
])
