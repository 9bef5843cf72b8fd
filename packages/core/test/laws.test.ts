// The eight laws hold, and the check of each is seen to fail on a Headroom with a fault planted in it.
import { describe, expect, it } from 'vitest'
import {
  createHeadroom,
  createMemoryStore,
  defaultCompressors,
  defaultWires,
  type Headroom,
  type HeadroomOptions,
  type Trace,
} from '../src/index.ts'
import { LAWS } from '../src/testing/laws.ts'

type LawName = keyof typeof LAWS

let calls = 0
const plantedCompressor = (change: (text: string) => string): HeadroomOptions => ({
  compressors: [
    {
      name: 'planted',
      version: 1,
      bid: () => 1,
      compress: ({ text }) => ({ text: change(text), level: 'lossless', dropped: [], summary: 'planted' }),
    },
  ],
})

/** A Headroom whose `prepare` is changed after the fact. */
function withPrepare(change: (body: string, failures: number) => string): (options?: HeadroomOptions) => Headroom {
  return (options) => {
    const headroom = createHeadroom(options)
    const prepare: Headroom['prepare'] = async (request) => {
      const prepared = await headroom.prepare(request)
      return {
        ...prepared,
        body: change(prepared.body as string, prepared.trace.failures.length) as typeof prepared.body,
      }
    }
    return { ...headroom, prepare }
  }
}

const FAULTS: Record<LawName, { fault: string; create: (options?: HeadroomOptions) => Headroom }> = {
  causality: {
    fault: 'a compressor that counts its calls',
    create: (options) =>
      createHeadroom({ ...options, ...plantedCompressor((text) => `${text.slice(0, 40)} ${calls++}`) }),
  },
  redeemability: {
    fault: 'a store that says it has stored and has not',
    create: (options) =>
      createHeadroom({ store: { ...createMemoryStore(), set: () => {}, touch: () => true }, ...options }),
  },
  monotony: {
    fault: 'a wire that pads what it writes',
    create: (options) => {
      const wires = defaultWires.map((wire) => ({
        ...wire,
        apply: ((body, changes) =>
          wire.apply(
            body,
            changes.map(({ values, ...rest }) => ({
              ...rest,
              values: values.map((value) => (typeof value === 'string' ? value + ' x'.repeat(90_000) : value)),
            })),
          )) as typeof wire.apply,
      }))
      const headroom = createHeadroom({ ...options, wires })
      return {
        ...headroom,
        prepare: async (request) => {
          const prepared = await headroom.prepare({ ...request, body: JSON.parse(request.body as string) as object })
          return {
            ...prepared,
            body: (prepared.changed ? JSON.stringify(prepared.body) : request.body) as typeof request.body,
          }
        },
      }
    },
  },
  failOpen: {
    fault: 'a failure that reaches the caller',
    create: withPrepare((body, failures) => {
      if (failures > 0) throw new Error('a failure inside')
      return body
    }),
  },
  truth: {
    fault: 'a compressor that gets one digit wrong',
    create: (options) =>
      createHeadroom({
        ...options,
        compressors: defaultCompressors.map((compressor) => ({
          ...compressor,
          compress: (segment, context) => {
            const compressed = compressor.compress(segment, context)
            return compressed && { ...compressed, text: compressed.text.replace(/(?<=\n.*)7(?=\D*$)/s, '1') }
          },
        })),
      }),
  },
  untouchedBytes: {
    fault: 'a body that is parsed and written anew',
    create: withPrepare((body) => JSON.stringify(JSON.parse(body))),
  },
  handsOff: {
    fault: 'user texts and model texts that are compressed too',
    create: (options) =>
      createHeadroom({
        ...options,
        roles: ['tool', 'user', 'assistant', 'system'],
        minimumTokens: 0,
        ...plantedCompressor(() => 'x'),
      }),
  },
  isolation: {
    fault: 'a credential that is not looked at',
    create: (options) => {
      const headroom = createHeadroom(options)
      return {
        ...headroom,
        prepare: (request) => headroom.prepare({ ...request, credential: undefined }),
        retrieve: (hash) => headroom.retrieve(hash),
      }
    },
  },
}

describe.each(Object.keys(LAWS) as LawName[])('law: %s', (name) => {
  it('holds', async () => {
    let edits = 0
    const onTrace = ({ segments }: Trace) => {
      edits += segments.filter(({ action }) => action === 'compress').length
    }
    await LAWS[name]({ create: (options) => createHeadroom({ ...options, onTrace }) })
    // A law that nothing was tried on has not been shown to hold.
    expect(edits).toBeGreaterThan(10)
  })

  it(`is seen to fail with ${FAULTS[name].fault}`, async () => {
    await expect(LAWS[name]({ create: FAULTS[name].create, runs: 200, shrink: false })).rejects.toThrow(
      /Property failed/,
    )
  })
})
