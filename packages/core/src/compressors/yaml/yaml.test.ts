import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeYaml } from '../../testing/decode-yaml.ts'
import { yamlText } from '../../testing/generate-yaml.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseYaml } from '../../testing/truth-yaml.ts'
import type { CompressContext } from '../../types.ts'
import { yamlCompressor } from './index.ts'

const HASH = '0123456789abcdef01234567'

function compress(text: string, level: CompressContext['level'], query = ''): string | undefined {
  const context: CompressContext = {
    level,
    bias: 1,
    options: {},
    count: (each) => Math.ceil(each.length / 3),
    drop: (_, words) => `<<ccr:${HASH} ${words.replace(/[<>\n]/g, '')}>>`,
  }
  return yamlCompressor.compress(
    { path: [], message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query },
    context,
  )?.text
}

const bidFor = (text: string) => yamlCompressor.bid({ text })

/** A list as a cluster prints it; one pod is unlike the others. */
function pods(count: number): string {
  const items = Array.from(
    { length: count },
    (_, i) => `- apiVersion: v1
  kind: Pod
  metadata:
    name: web-${i}
    labels:
      app: web
  spec:
    containers:
    - name: main
      image: registry.local/web:1.${i % 3}
    - name: side
      image: registry.local/side:2
  status:
    phase: ${i === 40 ? 'Failed' : 'Running'}
    restarts: ${i === 40 ? 900 : i % 4}
`,
  )
  return `apiVersion: v1\nitems:\n${items.join('')}kind: List\n`
}

testCompressor({ compressor: yamlCompressor, texts: yamlText, decode: decodeYaml, runs: 120 }, { describe, it })

describe('what is shown', () => {
  it('is true at both levels', () => {
    fc.assert(
      fc.property(yamlText, fc.constantFrom('lossless', 'recoverable'), (text, level) => {
        const shown = compress(text, level as CompressContext['level'])
        if (shown !== undefined) expect(falseYaml(text, shown)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('is told from what is false', () => {
    const shown = compress(pods(300), 'recoverable')!
    expect(falseYaml(pods(300), shown)).toBeUndefined()
    expect(falseYaml(pods(300), shown.replace('Failed', 'Running'))).toBeDefined()
    expect(falseYaml(pods(300), shown.replace(/\[(\d+) items/, '[1 items'))).toBeDefined()
    expect(falseYaml(pods(300), compress(pods(300), 'lossless')!.replace('web-7', 'web-8'))).toBeDefined()
  })
})

describe('lossless', () => {
  it('writes like items as a pattern and rows', () => {
    const shown = compress(pods(20), 'lossless')!.split('\n')
    expect(shown.slice(1, 4)).toEqual(['apiVersion: v1', 'items:', '[20 rows for these 15 lines]'])
    expect(shown).toContain('    name: ·')
    expect(shown).toContain('  kind: Pod')
    expect(shown).toContain('web-3|registry.local/web:1.0|3')
    expect(decodeYaml(shown.join('\n'))).toBe(pods(20))
  })

  it('looks into items that are unlike each other', () => {
    const ports = Array.from(
      { length: 12 },
      (_, i) => `      - containerPort: ${8000 + i}\n        protocol: TCP\n`,
    ).join('')
    const text = `services:\n  - name: a\n    ports:\n${ports}  - name: b\n    other:\n${ports}`
    const shown = compress(text, 'lossless')!
    expect(shown.match(/\[12 rows for these 2 lines\]/g)).toHaveLength(2)
    expect(decodeYaml(shown)).toBe(text)
  })
})

describe('recoverable', () => {
  it('keeps whole items that stand out or are asked for', () => {
    const shown = compress(pods(300), 'recoverable', 'What is wrong with web-123?')!
    expect(shown).toContain('phase: Failed\n    restarts: 900\n')
    expect(shown).toContain('name: web-123\n')
    expect(shown).toMatch(/<<ccr:\w+ \d+ of 300 items omitted: [^>]*status\.phase Running ×\d+/)
    expect(falseYaml(pods(300), shown)).toBeUndefined()
  })
})

describe('the bid', () => {
  it('is high for lists of mappings', () => {
    expect(bidFor(pods(5))).toBeGreaterThan(0.8)
  })

  it('is nothing for other texts', () => {
    const repeat = (line: (i: number) => string) => Array.from({ length: 60 }, (_, i) => line(i)).join('\n')
    const others = [
      repeat((i) => `- Note: this is remark ${i} of some length.`),
      repeat((i) => `INFO: served order ${i}`),
      repeat((i) => `  "key${i}": ${i},`),
      repeat((i) => `src/a.ts:${i}: - name: x`),
      repeat((i) => `Header-${i}: value`),
      repeat((i) => `# Heading ${i}\n\n- item: one\n\nA paragraph of text that says something.`),
    ]
    for (const text of others) expect([bidFor(text), text.slice(0, 40)]).toEqual([0, text.slice(0, 40)])
  })
})

describe('hostile texts', () => {
  it('are read in linear time', () => {
    const deep = Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}- a: 1\n${' '.repeat(i)}  b:\n`).join('')
    const texts = [
      deep,
      '- '.repeat(20_000),
      '- a: 1\n  b: 2\n'.repeat(10_000),
      `- a: ${'x '.repeat(9000)}\n  b: c\n`.repeat(20),
      '- a:\n  b:\n\n\n'.repeat(5000),
      `${'- '.repeat(900)}a: 1\n`.repeat(30),
      '- a: |\n  b: \0\ud800\n'.repeat(500),
    ]
    for (const text of texts) {
      for (const level of ['lossless', 'recoverable'] as const) {
        const shown = compress(text, level)
        if (shown !== undefined) expect(falseYaml(text, shown)).toBeUndefined()
      }
    }
  })
})
