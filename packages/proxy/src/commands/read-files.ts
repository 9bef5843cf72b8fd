// Recorded sessions in files, one file after another, so that only one of them is in memory.
import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { readSessions, type Session } from '@headroom/core/replay'
import { SettingsError } from '../settings.ts'

/** Sessions of all files in order; `onBytes` hears how much has been read. */
export async function* sessionsIn(
  files: readonly string[],
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<Session> {
  for (const file of files) {
    const input = createReadStream(file)
    let before = 0
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
    const counted = async function* () {
      for await (const line of lines) {
        onBytes(input.bytesRead - before)
        before = input.bytesRead
        yield line
      }
    }
    const sessions = await readSessions(counted(), basename(file))
    if (sessions.length === 0) console.error(`headroom: ${file} holds no session that is known here; left out`)
    yield* sessions
  }
}

/** The size of all files. Explains which one cannot be read. */
export function bytesIn(files: readonly string[]): number {
  if (files.length === 0) throw new SettingsError('name at least one file with recorded sessions')
  return files.reduce((sum, file) => {
    const found = statSync(file, { throwIfNoEntry: false })
    if (!found?.isFile()) throw new SettingsError(`there is no file ${file}`)
    return sum + found.size
  }, 0)
}
