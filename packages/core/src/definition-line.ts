// Tells the lines that define the symbol that was searched for from those that use it.

/** A line is looked at so far, and so many of its mentions of the symbol. */
const REACH = 400
const MENTIONS_MAX = 4

const KEYWORD =
  /(?:^|[\s;({])(class|interface|struct|enum|union|trait|type|typedef|def|fn|func|function\*?|fun|sub|mod|module|namespace|object|record|protocol|macro_rules!|#\s*define|const|let|var|val|static|final|alias)\s+(?:\([^()]*\)\s*)?(?:class\s+)?\*?$/
const NEEDS_BODY = new Set(['struct', 'enum', 'union'])
const NEEDS_VALUE = new Set(['type', 'const', 'let', 'var', 'val', 'static', 'final'])
const COMMENT = /^\s*(?:\/\/|\/?\*|#(?!\s*define)|<!--|--|;|%|")/
const IMPORT = /^\s*(?:import|from|use|require|#\s*include|using|export\s*(?:type\s*)?[{*])\b/
/** Words after which a name with brackets is called, not defined. */
const CALLING =
  /\b(?:return|await|yield|throw|raise|new|delete|typeof|else|case|in|of|not|and|or|if|while|for|switch|assert|print|import|from|go|defer|do|when|expect|co_await)\s*$/
const QUALIFIERS = /^[\w\s:<>*&,~[\]?@$]*$/
const ASSIGNED = /^\s*(?::[^=]{1,60})?=(?![=>])/
const FUNCTION_VALUE = /^\s*[:=]\s*(?:async\b\s*)?(?:function\b|class\b|\([^()]*\)\s*(?::[^=]{1,40})?=>|\w+\s*=>)/
const PARAMETERS = /^\s*(?:<[^()]{0,80}>)?\s*\(/
const FIELD = /^\s*(?:\??:\s|[\w*[\].]+(?:\s+`[^`]*`)?\s*;?$)/

/**
 * How surely a line defines a symbol: 2 for a definition, 1 for what may be one, such as a field or a declaration.
 *
 * @example definitionStrength('export class Cache<T> {', 'Cache') // 2
 * @example definitionStrength('  const cache = new Cache()', 'Cache') // 0
 */
export function definitionStrength(line: string, symbol: string): 0 | 1 | 2 {
  const head = line.slice(0, REACH)
  if (COMMENT.test(head) || IMPORT.test(head)) return 0
  let best: 0 | 1 | 2 = 0
  let from = 0
  for (let i = 0; i < MENTIONS_MAX && best < 2; i++) {
    const at = head.indexOf(symbol, from)
    if (at < 0) break
    from = at + symbol.length
    if (isNamePart(head[at - 1]) || isNamePart(head[from])) continue
    const strength = strengthOf(head.slice(0, at), head.slice(from))
    if (strength > best) best = strength
  }
  return best
}

function strengthOf(before: string, after: string): 0 | 1 | 2 {
  const keyword = KEYWORD.exec(before.slice(-160))?.[1]
  if (keyword) {
    if (NEEDS_BODY.has(keyword)) return /^\s*(?:[{:<;(]|final\b|$)/.test(after) ? 2 : 0
    if (NEEDS_VALUE.has(keyword)) return /^\s*(?:[=:<;([]|[A-Za-z]|$)/.test(after) ? 2 : 0
    return 2
  }
  const start = before.trim()
  const isOpening = start === '' || /^[\w.$]*exports\.$|\.prototype\.$/.test(start)
  if (isOpening && FUNCTION_VALUE.test(after)) return 2
  if ((before === '' || start.endsWith('exports.')) && ASSIGNED.test(after)) return 2
  if (PARAMETERS.test(after)) return ofFunction(before, after)
  if (start === '}' && /^\s*;/.test(after)) return 2
  if (start === '' && FIELD.test(after)) return 1
  if (start !== '' && QUALIFIERS.test(before) && !CALLING.test(before) && /^\s*(?:;|=[^=>])/.test(after)) return 1
  return 0
}

/** For a name with brackets behind it: a definition has types and qualifiers before it, or a body after it. */
function ofFunction(before: string, after: string): 0 | 1 | 2 {
  if (!QUALIFIERS.test(before) || CALLING.test(before)) return 0
  const hasBody = /[{:]\s*$/.test(after) && !/\)\s*\)/.test(after)
  const end = after.trimEnd()
  if (before.trim() === '') return hasBody ? 2 : 0
  if (end.endsWith(';')) return 1
  return hasBody || /[,(){]$/.test(end) ? 2 : 1
}

function isNamePart(char: string | undefined): boolean {
  return char !== undefined && /[\w$]/.test(char)
}
