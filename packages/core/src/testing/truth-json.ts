// Holds what the JSON compressor shows against the JSON that it was made from.
import { decodeJson, OMITTED } from './decode-json.ts'

/**
 * What is false in JSON that is shown, in words; undefined if all of it is true: every value stands where the original has
 * it, as it is spelled there, and cuts are counted exactly.
 */
export function falseJson(original: string, shown: string): string | undefined {
  const decoded = decodeJson(shown)
  if (decoded === undefined) return 'no JSON that reads back'
  const [wanted, found] = [original, decoded].map(valuesOf)
  if (!wanted || wanted.length !== found!.length) return `${found!.length} JSON values for ${wanted?.length}`
  const cuts = cutsIn(shown)
  const words = found!.map((value, index) => falseValue(wanted[index], value, { at: `${index}`, cuts })).find((w) => w)
  if (words || !cuts) return words
  const { count, gone, said } = cuts
  // Rows that are left out may hold cuts too.
  const isExact = decoded.includes(OMITTED) ? count <= said.count : count === said.count && gone === said.gone
  return isExact ? undefined : `says ${said.count} cuts of ${said.gone} characters; there are ${count} of ${gone}`
}

/** What a text says about cuts in its strings, and what was found of them. */
interface Cuts {
  mark: string
  said: { count: number; gone: number }
  count: number
  gone: number
}

function cutsIn(shown: string): Cuts | undefined {
  const header = shown.slice(0, shown.indexOf('\n'))
  const [, mark, count, gone] =
    /(\S+): text cut out, see <<ccr:[0-9a-f]{24} (\d+) of \d+ long texts cut at \S+, (\d+) of /.exec(header) ?? []
  return mark ? { mark, said: { count: Number(count), gone: Number(gone) }, count: 0, gone: 0 } : undefined
}

/** The values of JSON or of JSON lines; numbers stay text, so that 1.0 is not 1. */
function valuesOf(text: string): unknown[] | undefined {
  const spelled = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs, (token) =>
    token[0] === '"' ? `"s${token.slice(1)}` : `"n${token}"`,
  )
  const parse = (json: string): unknown => JSON.parse(json)
  try {
    return [parse(spelled)]
  } catch {
    try {
      return spelled.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parse(line)]))
    } catch {
      return undefined
    }
  }
}

interface Place {
  at: string
  cuts: Cuts | undefined
}

function falseValue(wanted: unknown, shown: unknown, { at, cuts }: Place): string | undefined {
  if (shown === `s${OMITTED}` || wanted === shown) return undefined
  if (typeof wanted === 'string' && typeof shown === 'string') return falseInside(wanted, shown, { at, cuts })
  if (!isObject(wanted) || !isObject(shown) || Array.isArray(wanted) !== Array.isArray(shown))
    return `${at}: shows ${JSON.stringify(shown)} for ${JSON.stringify(wanted)}`
  const keys = Object.keys(shown)
  if (keys.length !== Object.keys(wanted).length) return `${at}: has ${keys.length} members`
  for (const key of keys) {
    if (key.startsWith(`s${OMITTED}`)) continue
    if (!Object.hasOwn(wanted, key)) return `${at}: has a member ${key}`
    const words = falseValue(wanted[key], shown[key], { at: `${at}.${key}`, cuts })
    if (words) return words
  }
  return undefined
}

/** Strings may hold JSON, in which rows may be left out, or be cut. */
function falseInside(wanted: string, shown: string, { at, cuts }: Place): string | undefined {
  const words = `${at}: shows ${shown} for ${wanted}`
  const isCut = cuts && shown.includes(cuts.mark)
  if (!isCut && !shown.includes(OMITTED)) return words
  const isJson = /^s[[{]/.test(shown)
  const [original, found] = [wanted, shown].map((text) => (isJson ? valuesOf(text.slice(1)) : undefined))
  if (original && found) return falseValue(original, found, { at: `${at} inside`, cuts })
  return isCut && isCutOf(wanted, shown, cuts) ? undefined : words
}

/** True if what stands around the marks is the text's beginning, parts of it in order, and its end. */
function isCutOf(wanted: string, shown: string, cuts: Cuts): boolean {
  const parts = shown.split(cuts.mark)
  let next = 0
  for (const [i, part] of parts.entries()) {
    const at = i === parts.length - 1 ? wanted.length - part.length : wanted.indexOf(part, next)
    if (at < next || (i === 0 && at > 0) || !wanted.startsWith(part, at)) return false
    next = at + part.length
  }
  cuts.count++
  cuts.gone += wanted.length - parts.reduce((sum, part) => sum + part.length, 0)
  return true
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
