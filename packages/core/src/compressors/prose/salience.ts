// What is costly to lose, whoever asks: numbers, dates, paths, names in programs, and what denies, excludes or demands.

/** Longer units are looked at as far as this. */
const LOOKED_AT = 2_000

const NUMBER = /\p{Nd}/u
const NAME =
  /`[^`\n]{1,80}`|https?:\/\/|[\w.-]\/\w|\w_\w|[a-z][A-Z]|(?<!\S)--?[a-z]|(?<![\p{L}\p{N}])[A-Z]{2,}|\w\(\)|["“„«「『]/u
const STRICT =
  /\b(?:not|never|no|none|neither|nor|cannot|without|unless|except|must|shall|required|\w{2,6}n['’]t|nicht|kein\w{0,2}|nie|niemals|ohne|muss|nunca|sin|ningun[oa]?|ningún|ne|pas|jamais|sans|non|mai|senza|não|sem|geen|niet)\b|(?<!\p{L})(?:не|нет|никогда|нельзя|без|кроме|δεν|όχι|μην|لا|لم|لن|ليس|नहीं)(?!\p{L})|[不没沒未無无非勿]|ない|ません|않|없|ไม่/iu

/** How much a text has that is costly to lose: 0, or up to 1.5. */
export function salienceOf(text: string): number {
  const part = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text
  return (NUMBER.test(part) || NAME.test(part) ? 1 : 0) + (STRICT.test(part) ? 0.5 : 0)
}
