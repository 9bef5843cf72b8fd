// The languages whose syntax is known here: how their files are called, and how they write a comment.

export interface Language {
  /** The grammar's file is called `tree-sitter-GRAMMAR.wasm`. */
  grammar: string
  /** Endings of file names. */
  files: readonly string[]
  /** What code fences and `#!` lines call it, apart from its own name and the endings. */
  aliases: readonly string[]
  /** Opens a comment that ends with the line. */
  comment: '//' | '#'
  /** Stands for a block whose statements are gone, where a comment alone is no block. */
  filler?: string
}

export const LANGUAGES = {
  python: { grammar: 'python', files: ['py', 'pyi', 'pyw'], aliases: ['python3'], comment: '#', filler: '...' },
  javascript: { grammar: 'javascript', files: ['js', 'mjs', 'cjs', 'jsx'], aliases: ['node'], comment: '//' },
  typescript: { grammar: 'typescript', files: ['ts', 'mts', 'cts'], aliases: ['deno', 'bun'], comment: '//' },
  tsx: { grammar: 'tsx', files: ['tsx'], aliases: [], comment: '//' },
  go: { grammar: 'go', files: ['go'], aliases: ['golang'], comment: '//' },
  rust: { grammar: 'rust', files: ['rs'], aliases: [], comment: '//' },
  java: { grammar: 'java', files: ['java'], aliases: [], comment: '//' },
  c: { grammar: 'c', files: ['c', 'h'], aliases: [], comment: '//' },
  cpp: {
    grammar: 'cpp',
    files: ['cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx', 'inl', 'ipp', 'h'],
    aliases: ['c++'],
    comment: '//',
  },
  csharp: { grammar: 'c_sharp', files: ['cs'], aliases: ['c#'], comment: '//' },
  ruby: { grammar: 'ruby', files: ['rb', 'rake', 'gemspec'], aliases: [], comment: '#' },
  php: { grammar: 'php', files: ['php', 'phtml'], aliases: [], comment: '//' },
} as const satisfies Record<string, Language>

export type LanguageName = keyof typeof LANGUAGES

export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as LanguageName[]

/** Those that a file may be in, by the ending of its name; none if it is of another kind, undefined if that is not told. */
export function languagesOfFile(path: string): LanguageName[] | undefined {
  const ending = /\.([a-z]\w{0,9})$/i.exec(path)?.[1]?.toLowerCase()
  if (ending === undefined) return undefined
  return LANGUAGE_NAMES.filter((name) => (LANGUAGES[name].files as readonly string[]).includes(ending))
}

/** The one that a code fence or a `#!` line names. */
export function languageOfTag(tag: string): LanguageName | undefined {
  const name = tag.toLowerCase()
  return LANGUAGE_NAMES.find((language) => {
    const { files, aliases }: Language = LANGUAGES[language]
    return language === name || aliases.includes(name) || files.includes(name)
  })
}
