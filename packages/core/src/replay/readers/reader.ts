import type { Session } from '../session.ts'

/** Reads one kind of recording, line by line or as one JSON document. */
export interface Reader {
  name: string
  /** Whether a value, the first of a recording that is an object, is of this kind. */
  matches(value: unknown): boolean
  /** @param source the file's name */
  create(source: string): {
    push(value: unknown): void
    /** What was read; call it when all has been pushed. */
    sessions(): Session[]
  }
}
