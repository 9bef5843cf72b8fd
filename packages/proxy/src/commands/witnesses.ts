// What the proxy records with --record: for each request the body as it came and as it was forwarded, and what its markers can
// fetch. The evidence that `headroom verify` works on.

import { createReadStream } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { createVerifier, defaultWires, type Verdict, type Verifier } from '@headroom/core/replay'

export interface Witness {
  headroom: 'witness'
  at: string
  wire: string
  /** Tells conversations apart: the digest of the request's longest known beginning, or of itself. */
  conversation: string
  received: string
  sent: string
  /** Originals by hash, each once in a file. */
  originals: Record<string, string>
}

/** Whether a file was written by the proxy: its first line tells. */
export async function isWitness(file: string): Promise<boolean> {
  for await (const line of linesOf(file)) return line.startsWith('{"headroom":"witness"')
  return false
}

/** The verdict for each conversation in a file. */
export async function verifyWitnesses(file: string): Promise<{ id: string; verdict: Verdict }[]> {
  const verifiers = new Map<string, Verifier>()
  const refuted = new Set<string>()
  const originals = new Map<string, string>()
  for await (const line of linesOf(file)) {
    const witness = JSON.parse(line) as Witness
    for (const [hash, text] of Object.entries(witness.originals)) originals.set(hash, text)
    const wire = defaultWires.find(({ name }) => name === witness.wire)
    if (!wire || refuted.has(witness.conversation)) continue
    let verifier = verifiers.get(witness.conversation)
    if (!verifier) verifiers.set(witness.conversation, (verifier = createVerifier(wire)))
    const { received, sent } = witness
    if (!verifier.push({ received, sent, originals })) refuted.add(witness.conversation)
  }
  return [...verifiers].map(([id, verifier]) => ({ id, verdict: verifier.verdict() }))
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file)
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) if (line !== '') yield line
  input.destroy()
}

export const writeWitness = (file: string, witness: Witness) =>
  appendFile(file, `${JSON.stringify(witness)}\n`, { mode: 0o600 })
