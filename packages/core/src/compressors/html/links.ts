// Links: in the text only what they say, and below it where they lead, each once.

export interface Links {
  /** A link as it stands in the text. */
  write(text: string, target: string): string
  /** Lines that say where links lead. */
  definitions(): string[]
}

const LABEL_MAX = 80

const PLAIN = /^(?:[^()\s]|\([^()\s]*\))*$/

/** A target as it may stand between parentheses. */
export function inParentheses(target: string): string {
  return PLAIN.test(target) ? target : `<${target}>`
}

/** Markdown's shortcut references: `[text]`, and at the end `[text]: target`. */
export function createLinks(): Links {
  const targets = new Map<string, string>()
  return {
    write(text, target) {
      if (text === target) return `<${target}>`
      const known = targets.get(text)
      if (known === target) return `[${text}]`
      if (known !== undefined || text.length > LABEL_MAX || /[[\]\n]/.test(text))
        return `[${text}](${inParentheses(target)})`
      targets.set(text, target)
      return `[${text}]`
    },
    definitions: () => [...targets].map(([text, target]) => `[${text}]: ${target}`),
  }
}
