// What is costly to lose, whoever asks: numbers, dates, paths, names of code, negations, quoted words.

/** Longer units are looked at as far as this. */
const LOOKED_AT = 4_000

const NUMBER = /(?<![\p{L}\p{N}_])[$€£¥₹]?\d(?:[\d.,:/–-]*\d)?%?/gu
const NAME =
  /`[^`\n]{1,80}`|https?:\/\/[^\s)\]>"']{4,200}|(?<![\w.])(?:[\w-]+[/\\])+[\w.-]+|\b\w+(?:_\w+)+\b|\b[a-z]+(?:[A-Z][a-z0-9]+)+\b|--?[a-z][\w-]+=?|\b[A-Z]{2,}[A-Z0-9_-]*\b|\b\w+\(\)/g
const NEGATION =
  /\b(?:not|never|no|none|neither|nor|cannot|without|unless|except|only|must|shall|required|prohibited|forbidden|\w+n['’]t|nicht|kein\w*|nie|niemals|ohne|muss|nunca|jamás|sin|sino|tampoco|ningun[oa]?|ningún|ne|pas|jamais|sans|aucune?|non|mai|senza|não|sem|geen|niet)\b|(?<!\p{L})(?:не|нет|никогда|ни|без|нельзя|кроме|δεν|όχι|μην|لا|لم|لن|ليس|نہیں|नहीं|ไม่)(?!\p{L})|[不没沒未無无非勿]|ない|ません|않|없|못/giu

/** Distinct signs in a text that it would be costly to lose: numbers and names. */
export function factsIn(text: string): string[] {
  const part = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text
  return [...(part.match(NUMBER) ?? []), ...(part.match(NAME) ?? [])]
}

/** True if the text denies, excludes or demands something. */
export function isStrict(text: string): boolean {
  NEGATION.lastIndex = 0
  return NEGATION.test(text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text)
}
