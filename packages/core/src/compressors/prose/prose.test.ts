import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proseQuery, proseText } from '../../testing/generate-prose.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseProse } from '../../testing/truth-prose.ts'
import type { CompressContext, Compressed } from '../../types.ts'
import { createProseCompressor, proseCompressor } from './index.ts'
import { proseLikeness } from './likeness.ts'
import { segment } from './segment.ts'
import { sentenceStarts } from './sentences.ts'

testCompressor({ compressor: proseCompressor, texts: proseText, decode: () => undefined, runs: 60 }, { describe, it })

function compress(
  text: string,
  query: string,
  { bias = 1, compressor = proseCompressor } = {},
): Compressed | undefined {
  const context: CompressContext = {
    level: 'recoverable',
    bias,
    options: {},
    count: (part) => Math.ceil(part.length / 4),
    drop(original, words) {
      expect(original).toBe(text)
      return `<<ccr:${'0'.repeat(24)} ${words}>>`
    },
  }
  const path = ['messages', 0, 'content']
  return compressor.compress(
    { path, message: 0, role: 'tool', kind: 'tool-result', text, isError: false, query },
    context,
  )
}

const unitsOf = (text: string) => segment(text).units.map(({ start, end }) => text.slice(start, end))
const sentencesOf = (text: string) => {
  const starts = [0, ...sentenceStarts(text, 0, text.length)]
  return starts.map((start, i) => text.slice(start, starts[i + 1]).trim())
}

const FILLER = [
  'The town lies on a wide bay, and its market has been held on Saturdays since anybody can remember.',
  'Most of its people work in the yards or in the cannery behind the station.',
  'In summer there are concerts in the park, and visitors come from the islands to hear them.',
  'The library was moved into the old customs house, where it shares the upper floor with the archive.',
  'Two bridges cross the river, of which the northern one carries the tram.',
]
const article = (special: string) =>
  Array.from({ length: 12 }, (_, i) => (i === 7 ? [FILLER[0], special, FILLER[1]] : FILLER).join(' ')).join('\n\n')

describe('what stays', () => {
  it('is true: whole units in order, and every gap counted', () => {
    let changed = 0
    fc.assert(
      fc.property(proseText, proseQuery, fc.constantFrom(0.5, 1, 2), (text, query, bias) => {
        const result = compress(text, query, { bias })
        if (!result) return
        changed++
        expect(falseProse(text, result.text)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
    expect(changed).toBeGreaterThan(30)
  })

  it('is what answers the query', () => {
    const answer = 'The lighthouse was built by Agnes Thorvald in 1904.'
    const result = compress(article(answer), 'Who built the lighthouse?')
    expect(result?.text).toContain(answer)
    expect(result!.text.length).toBeLessThan(article(answer).length * 0.45)
  })

  it('is everything if the query says nothing about the text', () => {
    for (const query of [
      '',
      'Please continue.',
      'Open this document and tell me what it is about.',
      'Fix the type error in parser.ts',
    ])
      expect(compress(article(FILLER[2]!), query)).toBeUndefined()
  })

  it('is more if the query asks for all of something', () => {
    const [asked, all] = ['Which bridges carry the tram?', 'Summarize what is said of bridges and the tram.'].map(
      (query) => compress(article(FILLER[2]!), query)!.text.length,
    )
    expect(all).toBeGreaterThan(asked! * 1.3)
  })

  it('has figures, names in programs and denials from elsewhere', () => {
    const costly = [
      'The fee is 420 crowns.',
      'Never open the sluice by hand.',
      'It is set in ops/gate.yaml by MAX_DRAUGHT.',
    ]
    const said = (i: number) => (costly[i - 2] ? [FILLER[0], costly[i - 2], FILLER[1]] : FILLER)
    const text = Array.from({ length: 24 }, (_, i) => said(i).join(' ')).join('\n\n')
    const shown = compress(text, 'Which bridge carries the tram over the river?')!.text
    for (const sentence of costly) expect(shown).toContain(sentence)
    expect(shown.length).toBeLessThan(text.length * 0.5)
  })

  it('is more with a larger bias', () => {
    const [less, usual, more] = [0.5, 1, 2].map((bias) =>
      compress(article(FILLER[2]!), 'Which bridges carry the tram?', { bias }),
    )
    expect(less!.text.length).toBeLessThan(usual!.text.length)
    expect(usual!.text.length).toBeLessThan(more?.text.length ?? Number.POSITIVE_INFINITY)
  })

  it('has its headings, its table heads and its code with it', () => {
    const filler = FILLER.join(' ')
    const text = [
      `# Ports\n\n${filler}\n\n${filler}\n\n${filler}`,
      `## Elmsea\n\n${filler}\n\n| Berth | Draught |\n|---|---|\n| Kraken quay | 9.5 m |\n\n\`\`\`sh\nberth --open\n\nberth --close\n\`\`\``,
      `## Norholm\n\n${filler}\n\n\`\`\`sh\nferry --start\n\`\`\``,
    ].join('\n\n')
    const result = compress(text, 'What is the draught at the Kraken quay berth?', { bias: 0.5 })!.text
    for (const kept of [
      '# Ports',
      '## Elmsea',
      '| Berth | Draught |\n|---|---|',
      '```sh\nberth --open\n\nberth --close\n```',
    ])
      expect(result).toContain(kept)
    expect(result).not.toContain('ferry --start')
  })

  it('is judged by the scorer that is passed in', () => {
    const scorer = ({ units }: { units: readonly unknown[] }) => ({ values: units.map((_, i) => i), focus: 1 })
    const compressor = createProseCompressor({ scorer, keep: 0.1 })
    const text = article('The end is not here.').concat('\n\nThe very last sentence.')
    expect(compress(text, 'anything', { compressor })!.text).toMatch(/\nThe very last sentence\.$/)
  })
})

describe('units', () => {
  it.each([
    ['Dr. Smith paid 3.50 to J. R. Bell. He left.', ['Dr. Smith paid 3.50 to J. R. Bell.', 'He left.']],
    ['It works, e.g. Here and there. So it goes on.', ['It works, e.g. Here and there.', 'So it goes on.']],
    ['Am 3. Mai kam er an. Dann ging er wieder.', ['Am 3. Mai kam er an.', 'Dann ging er wieder.']],
    ['В 1987 г. Гавань закрыли. Потом открыли снова.', ['В 1987 г. Гавань закрыли.', 'Потом открыли снова.']],
    ['他来了。“谁？”她问。没有人回答！', ['他来了。', '“谁？”', '她问。没有人回答！']],
    ['यह पहला वाक्य है। यह दूसरा है।', ['यह पहला वाक्य है।', 'यह दूसरा है।']],
    ['هل سأل أحد الصيادين؟ لم يسأل أحد.', ['هل سأل أحد الصيادين؟', 'لم يسأل أحد.']],
    ['She asked, "Who is it?" Nobody answered her.', ['She asked, "Who is it?"', 'Nobody answered her.']],
  ])('cuts %j into sentences', (text, sentences) => expect(sentencesOf(text)).toEqual(sentences))

  it('follows a sentence over the ends of wrapped lines, but not out of a list or a turn', () => {
    const wrapped =
      'This sentence is long enough to be wrapped by an\neditor, and it ends in the second line. Then another.'
    expect(unitsOf(wrapped)).toEqual([wrapped.slice(0, wrapped.indexOf(' Then')), 'Then another.'])
    expect(unitsOf('- one item of a list\n- two\n\nA: I see\nB: And I')).toEqual([
      '- one item of a list',
      '- two',
      'A: I see',
      'B: And I',
    ])
  })

  it('covers every letter, in order, and never cuts a pair of surrogates', () => {
    fc.assert(
      fc.property(fc.oneof(proseText, fc.string({ unit: 'grapheme', maxLength: 300 })), (text) => {
        let end = 0
        for (const unit of segment(text).units) {
          expect(unit.start).toBeGreaterThanOrEqual(end)
          expect(text.slice(end, unit.start)).not.toMatch(/[\p{L}\p{N}]/u)
          expect(unit.end).toBeGreaterThan(unit.start)
          if (text.isWellFormed()) expect(text.slice(unit.start, unit.end).isWellFormed()).toBe(true)
          end = unit.end
        }
        expect(text.slice(end)).not.toMatch(/[\p{L}\p{N}]/u)
      }),
    )
  })
})

describe('the bid', () => {
  it('is for prose', () => {
    expect(proseLikeness(article(FILLER[0]!))).toBeGreaterThan(0)
    expect(proseLikeness('港口于1987年疏浚，耗资420万元。没有人问过渔民！\n\n'.repeat(30))).toBeGreaterThan(0)
  })

  const told = FILLER.join(' ')
  it.each([
    [
      'code with long comments',
      `/**\n * ${FILLER.join('\n * ')}\n */\nexport function f() {\n  return 1\n}\n`.repeat(6),
    ],
    ['a script with comments', `# ${FILLER.join('\n# ')}\nset -e\nrun --all\n`.repeat(6)],
    ['Python', `def f(x):\n    """${told}"""\n    return x\n\n`.repeat(8)],
    [
      'JSON',
      JSON.stringify(
        Array.from({ length: 20 }, () => ({ text: told })),
        null,
        2,
      ),
    ],
    ['HTML', `<html><body>${`<p>${told}</p>\n`.repeat(20)}</body></html>`],
    ['settings', 'name: harbour\nversion: 1\ndescription: the town lies on a wide bay\n'.repeat(30)],
    ['a log', '2031-04-02 10:00:00 INFO The harbour master has closed the gate for the night.\n'.repeat(40)],
    ['grep output', 'docs/a.md:12:The town lies on a wide bay, and its market has been held here.\n'.repeat(30)],
    ['numbered lines', Array.from({ length: 40 }, (_, i) => `${i + 1}\t${FILLER[i % 5]}`).join('\n')],
    ['a diff', `diff --git a/x.md b/x.md\n--- a/x.md\n+++ b/x.md\n@@ -1 +1 @@\n-${told}\n+${told}\n`.repeat(5)],
    ['one long word', 'QUJD'.repeat(5000)],
  ])('is nothing for %s', (_, text) => expect(proseLikeness(text)).toBe(0))
})

describe('work is bounded', () => {
  it.each([
    ['one line without a stop', 'harbour word '.repeat(400_000)],
    ['sentences of one word', 'Harbour.\n'.repeat(100_000)],
    ['sentences of one word in one line', 'Harbour. '.repeat(100_000)],
    ['combining marks', `Harbour${'\u0301'.repeat(200_000)}. The gate is closed.`],
    ['open brackets', 'The harbour ('.repeat(50_000)],
    ['marks of a table', '|'.repeat(300_000)],
    ['fences', '```\n'.repeat(100_000)],
    ['deep lists', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i % 300)}- the harbour item`).join('\n')],
    ['code in one section', `# A\n\n${'The gate is closed for ships.\n\n```\nx\n```\n\n'.repeat(5000)}`],
    ['lone short lines', 'Harbour Gate\n\n'.repeat(50_000)],
    ['blank lines', ' \n'.repeat(300_000)],
    ['stops', '.'.repeat(500_000)],
  ])('for %s', (_, text) => {
    proseLikeness(text)
    segment(text)
    compress(text, 'Where is the harbour gate?')
  })

  it('leaves texts alone that hold notes like ours, or halves of letters', () => {
    const query = 'Which bridges carry the tram?'
    expect(compress(article('Fine as it is.'), query)).toBeDefined()
    expect(compress(`${article('a')}\n[3 items omitted]\n`, query)).toBeUndefined()
    expect(compress(`${article('\ud800')}`, query)).toBeUndefined()
  })
})
