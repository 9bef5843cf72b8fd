// What a line says about itself: its level, or the method and status of a request; and whether that needs attention.

const LEVELS = 'TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|ALERT|EMERG|PANIC'
const LOWER = LEVELS.toLowerCase()
// In capitals a level stands anywhere; in small letters only in brackets, after "level=", before a colon or at the head.
const LEVEL = new RegExp(
  [
    String.raw`(?:^|[\s[(<|"=:])(${LEVELS})(?=$|[\s\])>|":,;!-])`,
    String.raw`[[(<|"=:](${LOWER})(?=$|[\s\])>|",;])`,
    String.raw`(?:^|\s)(${LOWER}):`,
    `^(?:npm )?(${LOWER}|http|silly) `,
  ].join('|'),
)
// apt (E: …), glog (E0402 10:00:00…) and logcat (04-02 10:00:00.000 1 2 E Tag: …)
const LETTER_LEVEL = /^(?:([VDIWEF])(?:: |\d{4} \d\d:)|\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d+ +\d+ ([VDIWEF]) )/
const LETTERS: Record<string, string> = { V: 'verbose', D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' }
const REQUEST = /"([A-Z]{3,10}) [^"]*" (\d{3})(?!\d)/
const REACH = 120

const ERROR_KIND = /^(?:error|err|severe|critical|crit|fatal|alert|emerg|panic)$| [45]\d\d$/
const WARNING_KIND = /^warn(?:ing)?$/
const ERROR_WORDS =
  /\b(?:errors?|fatal|panic(?:ked)?|exceptions?|traceback|segfault|segmentation fault|core dumped|out of memory|oom-kill\w*|unhandled|uncaught|fail(?:ed|ure|ures|s)?|denied|unauthori[sz]ed|forbidden|refused|aborted|crash(?:ed)?|deadlock|corrupt(?:ed|ion)?|break-in)\b|(?:Error|Exception|Failure)\b/i
const WARNING_WORDS =
  /\b(?:warn(?:ing)?s?|timed out|time-?out|unable|cannot|could not|can't|invalid|illegal|exceeded|unreachable|rejected|killed|lost|missing|not found|deprecated|retry(?:ing)?|retries)\b/i
// "0 errors" and "failed: 0" are good news
const HARMLESS =
  /\b(?:no|0|zero|without) (?:errors?|failures?|exceptions?|warnings?)\b|\b(?:errors?|fail(?:ed|ures?)|exceptions?|warnings?|retries|lost|killed|missing)["']?\s?[=:]\s?["']?(?:0|false|null|none|no)\b/gi
const FRAME =
  /^\s+(?:at [^(:]*[(:]|File "|\d+: +(?:0x|\w+::)|from [^:]*:\d|\.\.\. \d+ more|\/\S+\.go:\d)|^\s*#\d+ +(?:0x|\/|\{main\})|^goroutine \d/
const COLOUR = /\x1b\[[\d;]*m/g

export type Severity = 'error' | 'warning' | 'frame' | 'normal'

/** The level in a line's head, or method and status of a request in an access log; empty if there is neither. */
export function kindOf(line: string): string {
  if (line.includes(' HTTP/')) {
    const request = REQUEST.exec(line)
    if (request) return `${request[1]} ${request[2]}`
  }
  const head = plain(line.length > REACH ? line.slice(0, REACH) : line)
  const level = LEVEL.exec(head)
  if (level) return (level[1] ?? level[2] ?? level[3] ?? level[4])!.toLowerCase()
  const letter = LETTER_LEVEL.exec(head)
  return letter ? LETTERS[(letter[1] ?? letter[2])!]! : ''
}

/** How much attention a line asks for. Words count whatever its level is; a frame of a stack trace is no error by itself. */
export function severityOf(line: string, kind: string): Severity {
  if (ERROR_KIND.test(kind)) return 'error'
  // a request's address and agent are full of words
  if (kind.includes(' ')) return 'normal'
  const text = plain(line)
  if (FRAME.test(text)) return 'frame'
  if (speaksOf(ERROR_WORDS, text)) return 'error'
  return WARNING_KIND.test(kind) || speaksOf(WARNING_WORDS, text) ? 'warning' : 'normal'
}

function speaksOf(words: RegExp, text: string): boolean {
  return words.test(text) && words.test(text.replace(HARMLESS, ''))
}

/** A line without the codes that colour it. */
export function plain(line: string): string {
  return line.includes('\x1b') ? line.replace(COLOUR, '') : line
}
