// Finds the templates of a log.
// A simplified Drain (He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017): lines are
// compared only with lines of the same kind and number of words. Unlike there, slots may be parts of words.

import { fits } from './pattern.ts'
import type { LogLine, Template } from './template.ts'
import { LONG, newTemplate, similarity, TIME_MARK, widenTemplate } from './template.ts'
import { findTime } from './timestamp.ts'
import { countWords, splitWords } from './words.ts'

const LINE_MAX = 2_000
/** Templates of one kind and length that a line is compared with. */
const CANDIDATES = 64
/** After so many lines in a row that were like no other, only one in so many is compared. */
const MISSES_MAX = 500
const COMPARED = 8

/** Templates of one kind and number of words, the one that fitted last at the end. */
interface Bucket {
  templates: Template[]
  misses: number
}

/** The lines of a log, split at its line feeds; a carriage return stays part of its line. */
export function readLines(texts: readonly string[], kindOf: (line: string) => string): LogLine[] {
  return texts.map((text, index) => {
    const short = text.length <= LINE_MAX
    const at = findTime(text)
    return {
      index,
      text,
      body: at && short ? text.slice(0, at.start) + TIME_MARK + text.slice(at.end) : text,
      time: at && text.slice(at.start, at.end),
      kind: short ? kindOf(text) : LONG,
    }
  })
}

/** How many lines a log has: what stands behind its last line feed is one only if it is not empty. */
export function countLines(lines: readonly LogLine[]): number {
  return lines.at(-1)?.text === '' ? lines.length - 1 : lines.length
}

/** The templates of all lines that are not blank, in order of their first lines. */
export function mineTemplates(lines: readonly LogLine[]): Template[] {
  const templates: Template[] = []
  const buckets = new Map<string, Bucket>()
  let previous: Template | undefined
  for (const line of lines) {
    if (line.text === previous?.lines.at(-1)?.text) previous.lines.push(line)
    else if (line.text.trim() !== '' && !line.text.includes(TIME_MARK)) {
      const bucket = bucketOf(buckets, line)
      previous = fitting(bucket, line) ?? widened(bucket, line)
      if (previous) previous.lines.push(line)
      else templates.push((previous = opened(bucket, line)))
    }
  }
  return templates
}

function bucketOf(buckets: Map<string, Bucket>, line: LogLine): Bucket {
  const words = line.kind === LONG ? line.body.length : countWords(line.body)
  const key = `${words} ${line.time === undefined ? '' : 't'} ${line.kind}`
  let bucket = buckets.get(key)
  if (!bucket) buckets.set(key, (bucket = { templates: [], misses: 0 }))
  return bucket
}

/** The template that a line fits as it is. */
function fitting({ templates }: Bucket, line: LogLine): Template | undefined {
  const at = templates.findLastIndex(({ pieces }) => fits(pieces, line.body))
  if (at >= 0 && at < templates.length - 1) templates.push(templates.splice(at, 1)[0]!)
  return at < 0 ? undefined : templates.at(-1)
}

/** The most similar template, widened to fit. */
function widened(bucket: Bucket, line: LogLine): Template | undefined {
  bucket.misses++
  if (line.kind === LONG || !isCompared(bucket)) return undefined
  const words = splitWords(line.body)
  let best: Template | undefined
  let bestScore = 0
  for (const template of bucket.templates) {
    const score = similarity(template, words)
    if (score <= bestScore) continue
    bestScore = score
    best = template
  }
  if (!best) return undefined
  widenTemplate(best, words)
  bucket.misses = 0
  return best
}

/** A new template. For one too many to compare with, the oldest makes room, before others one without a second line. */
function opened(bucket: Bucket, line: LogLine): Template {
  const template = newTemplate(line)
  if (!isCompared(bucket)) return template
  if (bucket.templates.length === CANDIDATES) {
    const lonely = bucket.templates.findIndex(({ lines }) => lines.length === 1)
    const [gone] = bucket.templates.splice(Math.max(lonely, 0), 1)
    gone!.parts = undefined
  }
  bucket.templates.push(template)
  return template
}

function isCompared({ misses }: Bucket): boolean {
  return misses <= MISSES_MAX || misses % COMPARED === 0
}
