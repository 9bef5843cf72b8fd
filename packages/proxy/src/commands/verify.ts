// `headroom verify FILE`: proves or refutes causality, redeemability, truth and untouched bytes for recorded sessions.
import { PROFILES, type ProfileName } from '@headroom/core'
import { PROVABLE_LAWS, type ProvableLaw, type Verdict, verifySession } from '@headroom/core/replay'
import { type ArgsDef, defineCommand } from 'citty'
import { SettingsError } from '../settings.ts'
import { createProgress } from './progress.ts'
import { bytesIn, sessionsIn } from './read-files.ts'
import { isWitness, verifyWitnesses } from './witnesses.ts'

const args = {
  profile: {
    type: 'string',
    description: `how sessions are played: ${Object.keys(PROFILES).join(', ')}`,
    default: 'default',
  },
  json: { type: 'boolean', description: 'print the verdicts as JSON' },
} as const satisfies ArgsDef

export const verify = (orExplain: (work: () => Promise<void>) => Promise<void>) =>
  defineCommand({
    meta: {
      name: 'verify',
      description: 'Prove or refute the laws for a recorded session, or for what the proxy has recorded with --record.',
    },
    args,
    run: ({ args: given }) => orExplain(() => run(given)),
  })

interface Named {
  id: string
  verdict: Verdict
}

async function run(given: Record<string, unknown> & { _: string[] }): Promise<void> {
  const { profile } = given
  if (!Object.hasOwn(PROFILES, String(profile))) {
    throw new SettingsError(`there is no profile "${profile}"; there are ${Object.keys(PROFILES).join(', ')}`)
  }
  const progress = createProgress(bytesIn(given._))
  const verdicts: Named[] = []
  for (const file of given._) {
    if (await isWitness(file)) verdicts.push(...(await verifyWitnesses(file)))
    else {
      for await (const session of sessionsIn([file], progress.add)) {
        verdicts.push({ id: session.id, verdict: await verifySession(session, { profile: profile as ProfileName }) })
      }
    }
  }
  progress.end()
  console.log(given.json ? JSON.stringify(verdicts, null, 2) : verdicts.map(words).join('\n'))
  if (verdicts.length === 0) throw new SettingsError('nothing was verified: no session was found')
  if (verdicts.some(({ verdict }) => verdict.violation)) process.exitCode = 1
}

function words({ id, verdict: { requests, checked, replayed, violation } }: Named): string {
  if (violation) {
    const { law, request, where, what } = violation
    return `${id}: law ${law} (${PROVABLE_LAWS[law]}) is refuted by request ${request}, at ${where}: ${what}`
  }
  const laws = (Object.keys(PROVABLE_LAWS).map(Number) as ProvableLaw[]).map(
    (law) => `${PROVABLE_LAWS[law]} ${checked[law].toLocaleString('en')}`,
  )
  const put = replayed > 0 ? `; ${replayed} requests with retrievals put back, not compared byte by byte` : ''
  return `${id}: holds for ${requests} requests (looked at: ${laws.join(', ')}${put})`
}
