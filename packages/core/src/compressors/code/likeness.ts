// How surely a text is source code, and in which language, told from a sample of its lines.

import { LANGUAGE_NAMES, type LanguageName, languageOfTag } from './languages.ts'

export interface CodeLikeness {
  /** 0 for anything but source code. */
  bid: number
  /** Those that it may be in, the likeliest first. */
  languages: readonly LanguageName[]
}

const NONE: CodeLikeness = { bid: 0, languages: [] }
const SURE = 0.75
const LINE_MOST = 300
/** Of lines that are neither blank nor comments, so many must look like code, and so few like something else. */
const CODE_LEAST = 0.55
/** The same where there are strings over several lines, which may hold anything. */
const CODE_LEAST_AMONG_STRINGS = 0.3
const FOREIGN_MOST = 0.08
/** Lines that tell of one language: at least so many, and a share. */
const TELLING_LEAST = 3
const TELLING_SHARE = 0.06
const LINES_LEAST = 6

const COMMENT =
  /^\s*(?:\/\/|\/?\*|#(?!\s*(?:include|define|if|ifdef|ifndef|endif|else|pragma|undef)\b)|--\s|[a-zA-Z]{0,2}(?:"""|'''))/
/** What code never holds: hunks of a change, rules and marks of test reports, fences, prompts, tracebacks. */
const NEVER =
  /^(?:diff --git |@@ -\d|index [0-9a-f]{7,}\.\.|(?:---|\+\+\+) [ab]\/|[_=-]{4,} .* [_=-]{4,}$|E {3,}\S|> {3}\S|\s*(?:`{3}|~{3}\w)|\s*\$ \w|>>> |Traceback |<\?xml|<!DOCTYPE|\s*at .+\(.*:\d+\)$|\S+:\d+: (?:in |\w*Error))/
/** What no programming language writes: times, levels, settings, documents, paths with places. */
const FOREIGN =
  /^\s*(?:\[?\d{4}-\d\d-\d\d[T ]|\d\d:\d\d:\d\d|\[?(?:ERROR|WARN|WARNING|INFO|DEBUG|TRACE)\b|<\/?[a-z][\w-]*(?: [a-z-]+="[^"]*")*>\s*$|- [\w"']+:?\s|\|.*\|\s*$|[\w./-]+:\d+[:-]|\d+[:-]\s*\S|\[[\w.:" -]+\]\s*$|(?:CREATE|INSERT|SELECT|UPDATE|DELETE|ALTER|DROP|FROM|WHERE) [\w"`*])/
const QUOTES = /^\s*[a-zA-Z]{0,2}(?:"""|''')|(?:"""|''')\s*$/
/** Sentences, as comments between quotes hold them. */
const WORDS = /^\s*[\w"'(`*-][\w"'(`*.,-]*(?: [\w"'(`*:-][\w"'(`*.,:;)-]*){3,}\s*$/
/** How statements, blocks and declarations begin or end. */
const CODE = new RegExp(
  [
    String.raw`[;{}]\s*(?:\/\/.*|\/\*.*)?$|^\s*[\])}]+[;,)]*\s*$|[({[,]\s*$|=>\s*$|&&\s*$|\|\|\s*$|\\$`,
    String.raw`^\s*(?:import|from|export|package|using|use|require|include|namespace|module|#\s*(?:include|define|if|ifdef|ifndef|endif|else|pragma|undef))\b`,
    String.raw`^\s*(?:async\s+|pub(?:\([^)]*\))?\s+|static\s+|public\s+|private\s+|protected\s+|final\s+|abstract\s+|override\s+)*(?:def|class|func|fn|function|interface|struct|enum|trait|impl|type|const|let|var|return|if|else|elif|elsif|for|while|switch|case|match|try|except|catch|finally|rescue|ensure|raise|throw|yield|await|break|continue|pass|end|begin|do|unless|with|assert|self|this|super|print|del|global|goto|defer|go|select|default|when|then|echo|new)\b`,
    String.raw`^\s*[\w$@.*&\[\]'"()<>:, ]*?(?<![=!<>])(?:[-+*/%|&^]|<<|>>|\?\?|:)?=(?!=)\s*\S|^\s*[\w$@.:>\[\]-]+\(.*\)?[,:]?\s*$|^\s*@\w|^\s*#\[|^\s*\.\w+\(|^\s*["'\`].*["'\`][,)]*\s*$|^\s*[\w.]+,\s*$|^\s*<[A-Z]|^\s*\/?>`,
  ].join('|'),
)

/** Lines that tell of a language, apart from those that tell of its kin as well. */
const TELLING: Readonly<Record<LanguageName, RegExp>> = {
  python:
    /^\s*(?:async\s+)?def \w+\(.*|^\s*class \w+(?:\(.*\))?:\s*$|^from [\w.]+ import |^import [\w.]+(?: as \w+)?(?:, [\w.]+)*\s*$|^\s*(?:elif .*|except\b.*|else|try|finally|with .*|for \w[\w, ]* in .*|if .*[^{]|while .*[^{]):\s*(?:#.*)?$|\bself\.\w|^\s*(?:"""|''')|\bNone\b|^\s*raise \w+\(/,
  javascript:
    /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b\s*\*?\s*\w*\s*\(|^\s*(?:export\s+)?(?:const|let|var)\s+[\w${[]|\brequire\(['"]|=>\s*[{(]?\s*$|===|^\s*import .* from ['"]|^\s*export (?:default|\{|\*)|\bmodule\.exports\b|\bthis\.\w+ ?=|\bundefined\b|^\s+(?:static |async |[gs]et )*(?!if\b|for\b|while\b|switch\b|catch\b)\w+\([\w\s,={}[\].'"]*\) \{\s*$/,
  typescript:
    /:\s*(?:string|number|boolean|void|unknown|any|never|Promise<.*|Record<.*|readonly .*|\w+\[\])\s*(?:[;,=){|&]|$)|^\s*(?:export\s+)?(?:declare\s+)?(?:interface|enum|namespace)\s+\w+.*\{|^\s*(?:export\s+)?type \w+(?:<.*>)? =|^\s*import type |^\s*(?:private|public|protected|readonly)\s+(?:readonly\s+|static\s+|async\s+)*\w+\??\s*[:(=]|\bas (?:const|unknown|any|[A-Z]\w+)\b|^\s*export (?:abstract )?class /,
  tsx: /^\s*<\/?[A-Z][\w.]*(?:\s|>|\/>|$)|^\s*return \(\s*$|\bclassName=|<\/\w+>\s*[);]*$|\bon[A-Z]\w+=\{|\buse(?:State|Effect|Memo|Callback|Ref)\b/,
  go: /^package \w+\s*$|^func (?:\(\w* ?\*?[\w.[\]]+\) )?\w+(?:\[.*\])?\(|:=|\berr != nil\b|^import \(\s*$|^type \w+ (?:struct|interface|func)\b|^\t+(?:return|if|for|defer|switch|case) .*[^;{]?$|\bfmt\.\w+\(|\bnil\b/,
  rust: /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+|unsafe\s+|const\s+)*fn \w+|\blet mut\b|^\s*(?:unsafe )?impl\b.*|^\s*(?:pub )?use [\w:]+|^\s*#!?\[|::<|&mut |&self\b|\bSome\(|\bOk\(|\bErr\(|^\s*(?:pub(?:\([^)]*\))? )?(?:struct|enum|trait|mod) \w+|^\s*\/\/[/!]|\)\?;\s*$|-> \w.*\{\s*$|\w+!\(|=> \{?\s*$/,
  java: /^import (?:static )?[\w.]+(?:\.\*)?;\s*$|^package [\w.]+;\s*$|^\s*(?:public|private|protected)\s+(?:static\s+|final\s+|abstract\s+|synchronized\s+)*(?:class|interface|enum|void|[\w<>[\], ?]+)\s+\w+|^\s*@(?:Override|Nullable|Test|Deprecated|Inject|Autowired|SuppressWarnings)|\bnew \w+(?:<.*>)?\(|\bthrows \w+|^\s*(?:final )?[A-Z]\w*(?:<.*>)? \w+ = .*;\s*$|\bSystem\.out\./,
  c: /^#\s*(?:include\s*[<"].*\.h[>"]|define|ifn?def|endif|undef|pragma)\b|^\s*(?:static\s+|extern\s+|const\s+|unsigned\s+|inline\s+)*(?:int|void|char|long|size_t|struct \w+|uint\d+_t|double|float|bool)\s+\**\w+\s*(?:\(|=|;|\[)|->\w+|\bNULL\b|^\s*typedef |^\s*case [A-Z][A-Z0-9_]+:|\bsizeof\b|^(?:static )?\w+ [\w *]+\([\w\s*,]*\)\s*\{?\s*$|^\s*(?:memcpy|printf|free|malloc|assert)\(/,
  cpp: /^#\s*include\s*<\w+>|\bstd::|^\s*template\s*<|\b\w+::\w+|^\s*(?:class|struct) \w+(?: final)?\s*(?::\s*(?:public|private)|\{|;)|^\s*namespace\b|\bnullptr\b|^\s*(?:public|private|protected):\s*$|\bvirtual\b|\boverride\b|\bconst auto&|\bstatic_cast<|^\s*using namespace/,
  csharp:
    /^using (?:static )?[\w.]+(?: = .*)?;\s*$|^\s*namespace [\w.]+\s*[;{]?\s*$|\{ get; (?:private |init|set|protected )?|^\s*(?:public|private|protected|internal)\s+(?:static\s+|readonly\s+|async\s+|override\s+|virtual\s+|sealed\s+|abstract\s+|partial\s+)*[\w<>[\],.?]+\s+\w+|^\s*\[\w+(?:\(.*\))?\]\s*$|^\s*\/\/\/ <|\bvar \w+ = |\basync Task\b|^\s*foreach \(/,
  ruby: /^\s*def (?:self\.)?\w+[?!=]?|^\s*end\s*$|^\s*require(?:_relative)? ['"]|\bdo \|.*\|\s*$|^\s*(?:class|module) [A-Z]\w*(?:::\w+)*(?: < [\w:]+)?\s*$|\battr_(?:reader|accessor|writer)\b|^\s*@\w+ (?:\|\|)?=|\.each\b|^\s*(?:elsif|unless|rescue|ensure)\b|\bnil\b|=> |^\s*(?:puts|raise) /,
  php: /^<\?php|\$\w+(?:->\w+|\[.*\])*\s*=|\$this->|^\s*(?:(?:public|private|protected|static|final|abstract)\s+)*function \w+\(|^use [\w\\]+(?: as \w+)?;|^namespace [\w\\]+;|\bforeach \(.* as |\w+::\w+\(|->\w+\(/,
}
/** The languages that dialects come from. */
const KIN: Readonly<Partial<Record<LanguageName, LanguageName>>> = {
  typescript: 'javascript',
  tsx: 'typescript',
  cpp: 'c',
}

/** How code-like the sampled lines of a text are. */
export function likenessOf(lines: readonly string[]): CodeLikeness {
  let counted = 0
  let code = 0
  let foreign = 0
  let quotes = 0
  const seen = lines.map((line) => (line.length > LINE_MOST ? line.slice(0, LINE_MOST) : line))
  for (const line of seen) {
    if (NEVER.test(line)) return NONE
    if (QUOTES.test(line)) quotes++
    const isForeign = FOREIGN.test(line)
    if (isForeign) foreign++
    else if (line.trim() === '' || COMMENT.test(line) || WORDS.test(line)) continue
    counted++
    if (CODE.test(line)) code++
  }
  const least = quotes > 1 ? CODE_LEAST_AMONG_STRINGS : CODE_LEAST
  if (counted < LINES_LEAST || code < counted * least || foreign > Math.max(1, counted * FOREIGN_MOST)) return NONE
  const telling = new Map<LanguageName, number>()
  for (const line of seen) {
    if (line.trim() === '') continue
    for (const language of LANGUAGE_NAMES) {
      if (TELLING[language].test(line)) telling.set(language, (telling.get(language) ?? 0) + 1)
    }
  }
  const languages = ranked(telling)
  if (Math.max(0, ...telling.values()) < Math.max(TELLING_LEAST, counted * TELLING_SHARE)) return NONE
  return { bid: SURE, languages: [...new Set([...shebangOf(lines[0] ?? ''), ...languages])] }
}

/** A dialect counts with what it shares with the language it comes from, if it has anything of its own. */
function ranked(telling: ReadonlyMap<LanguageName, number>): LanguageName[] {
  const scoreOf = (language: LanguageName): number => {
    const own = telling.get(language) ?? 0
    const kin = KIN[language]
    return own === 0 ? 0 : own + (kin ? scoreOf(kin) : 0)
  }
  const scores = LANGUAGE_NAMES.map((language) => [language, scoreOf(language)] as const)
  return scores
    .filter(([, score]) => score > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([language]) => language)
}

function shebangOf(line: string): LanguageName[] {
  const name = /^#!.*?\b([a-z+#]+)[\d.]*\s*$/.exec(line)?.[1]
  const language = name === undefined ? undefined : languageOfTag(name)
  return language ? [language] : []
}
