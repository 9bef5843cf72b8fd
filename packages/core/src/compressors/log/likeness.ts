// How sure it is that a text is a log, told from a sample of its lines.

import { sampleLines } from '../lines.ts'
import { kindOf, plain } from './severity.ts'
import { findTime } from './timestamp.ts'

/** Below this likeness lines are content of their own, and none is left out. */
export const SURELY_LOG = 0.5
/** Listings, histories, tables and test runs: line by line like a log, but each line counts. */
const LISTING = 0.2

const LINES_MIN = 5
const SAMPLE = 12_000
/** A line's own time stands near its head. */
const TIME_REACH = 48

const JSON_LINE = /^\s*(?:\{\s*["}]|\[\s*["[{]|"[^"]+"\s*:|[\]}],?$)/
const SEARCH_LINE = /^(?!\d{4}[-/])[^\s:]{0,160}[./][^\s:]{0,160}[:-]\d+[:-]/
const DIFF_LINE = /^(?:diff --git |@@ -\d|[+-]{3} [ab]\/)/
const HISTORY_LINE = /^(?:commit )?(?=\d*[a-f])[0-9a-f]{7,40}(?: |$)/
const LISTING_LINE = /^(?:[-dlcbps][-rwxsStT]{9}[.+@]? |[│├└][\s─├└│]|[|`](?:-- | {3}))/
const TEST_LINE = anyOf(
  String.raw`\bTests? run: ?\d`,
  String.raw`\btest result: `,
  String.raw`\b\d+ (?:tests? )?(?:passed|passing|failed|failing)\b`,
  String.raw`\btests passed\b`,
  String.raw`\bTest +#\d+:`,
  String.raw`^\s*(?:PASS|FAIL|ok|not ok|--- (?:PASS|FAIL)|=== RUN)\b`,
  '^[✓✔✗✘×]',
  'T E S T S',
)
/** What installers and build tools say line by line. */
const STEP_LINE = anyOf(
  String.raw`^\s*(?:Unpacking|Setting up|Selecting previously|Preparing to unpack|Processing triggers|Reading|Fetched) `,
  String.raw`^(?:Get|Hit|Ign|Err):\d+ `,
  String.raw`^\s*npm (?:http|info|warn|verbose|error|notice|ERR!|WARN)\b`,
  String.raw`^\s*(?:Collecting|Obtaining|Looking in|Using cached|Requirement already|Getting requirements|Preparing metadata) `,
  String.raw`^\s*(?:Download(?:ing|ed)|Install(?:ing|ed)|Fetching|Resolving|Pulling|Extracting|Progress:|Successfully) `,
  String.raw`^\s*(?:Compiling|Building|Linking|Copying|Creating|Removing|Starting|Stopping|Restarting|Waiting) `,
  '^-- (?:The|Detecting|Check|Looking for|Performing|Found|Configuring|Generating|Build|Target) ?',
  String.raw`^\[ *\d+(?:%|/\d+)\] |^> Task |^make\[\d+\]: `,
  String.raw`^Step \d+/\d+|^#\d+ (?:\d|\[|DONE|CACHED)|^[0-9a-f]{12}: `,
)

/** From 0, not a log, to 1. */
export function likeness(text: string): number {
  const lines = sampleLines(text, SAMPLE)
    .filter((line) => line.trim() !== '')
    .map(plain)
  if (lines.length < LINES_MIN) return 0
  const share = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length / lines.length
  if (share(JSON_LINE) > 0.4 || share(DIFF_LINE) > 0.01 || share(SEARCH_LINE) > 0.3) return 0
  if (isTable(lines)) return isTimed(lines[0]!) ? LISTING : 0
  if (share(HISTORY_LINE) > 0.05 || share(LISTING_LINE) > 0.4) return LISTING
  // what hangs on a line, such as a stack trace, says nothing about the log
  const heads = lines.filter((line) => !/^\s/.test(line))
  const groups = heads.length >= Math.max(2, lines.length / 50) ? [lines, heads] : [lines]
  const timed = shareOf(groups, isTimed)
  const told = shareOf(groups, (line) => isTimed(line) || kindOf(line) !== '' || STEP_LINE.test(line))
  if (timed > 0.4) return 0.6 + 0.4 * told
  if (told <= 0.3) return 0
  return Math.min(0.25 + 0.6 * told, share(TEST_LINE) > 0.005 ? LISTING : 1)
}

function anyOf(...patterns: string[]): RegExp {
  return new RegExp(patterns.join('|'))
}

/** The largest share that a kind of line has in one of the groups. */
function shareOf(groups: readonly (readonly string[])[], is: (line: string) => boolean): number {
  return Math.max(...groups.map((lines) => lines.filter(is).length / lines.length))
}

function isTimed(line: string): boolean {
  const time = findTime(line)
  return time !== undefined && time.start <= TIME_REACH
}

/** True if nearly all lines have the same number of commas, tabs or semicolons, and more than one of them. */
function isTable(lines: readonly string[]): boolean {
  return [',', '\t', ';'].some((separator) => {
    const columns = lines[0]!.split(separator).length
    return columns > 2 && lines.filter((line) => line.split(separator).length === columns).length > 0.9 * lines.length
  })
}
