// Links: in the text only what they say, and below it where they lead, each once.

export interface Links {
  /** A link as it stands in the text. */
  write(text: string, target: string): string
  /** Lines that say where links lead. */
  definitions(): string[]
  /** How many characters of targets are shown. */
  characters(): number
}

const LABEL_MAX = 80
const SCRIPT = /^javascript:/i

/** Markdown's shortcut references: `[text]`, and at the end `[text]: target`. */
export function createLinks(): Links {
  const targets = new Map<string, string>()
  let characters = 0
  return {
    write(text, target) {
      if (SCRIPT.test(target)) return text
      if (text === target) return `<${target}>`
      const known = targets.get(text)
      if (known === target) return `[${text}]`
      characters += target.length
      if (known !== undefined || text.length > LABEL_MAX || /[[\]\n]/.test(text)) return `[${text}](${target})`
      targets.set(text, target)
      return `[${text}]`
    },
    definitions: () => [...targets].map(([text, target]) => `[${text}]: ${target}`),
    characters: () => characters,
  }
}
