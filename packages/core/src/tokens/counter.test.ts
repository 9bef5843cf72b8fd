import fc from 'fast-check'
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, it } from 'vitest'
import { tokenCounter } from './counter.ts'
import { tokensOfModel } from './models.ts'

const asText = { disallowedSpecial: new Set<string>() }
const piece = fc.oneof(
  fc.constantFrom(...'aAbZ9 \n\r\t\v.,/;\'"sStTrReElLvVmMdD-_é漢😀\u2028\u00a0ß\u017f0{}'),
  fc.constantFrom("'re", "'LL", '//', '  ', '\n\n', '<|endoftext|>', '\ud800', '    ', 'https://'),
)
const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))

describe('the token counter', () => {
  it('counts as the library does, for o200k and cl100k', async () => {
    const [modern, older] = [await tokenCounter('gpt-4o'), await tokenCounter('gpt-4')]
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => {
        expect(modern(text)).toBe(o200k(text, asText))
        expect(older(text)).toBe(cl100k(text, asText))
      }),
      { numRuns: 3000 },
    )
  })

  it('counts long texts as the library does', async () => {
    const count = await tokenCounter('gpt-4o')
    fc.assert(
      fc.property(fc.array(texts, { minLength: 20, maxLength: 80 }), (parts) => {
        const text = parts.join(' ')
        expect(count(text)).toBe(o200k(text, asText))
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['CJK', '漢字仮名交文'.repeat(8000)],
    ['blanks', ' '.repeat(200_000)],
    ['one letter', 'a'.repeat(300_000)],
    ['digits', '1234567890'.repeat(30_000)],
    ['signs', '='.repeat(200_000)],
    ['emoji', '😀'.repeat(50_000)],
    ['base64', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo5'.repeat(8000)],
  ])('is not held up by a run of %s', async (_, text) => {
    const count = await tokenCounter('gpt-4o')
    expect(count(text)).toBeGreaterThan(text.length / 300)
    expect(count(text)).toBeLessThanOrEqual(text.length * 3)
  })

  it('says when it only estimates', async () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(20)
    const [claude, gpt] = [await tokenCounter('claude-sonnet-5'), await tokenCounter('gpt-5')]
    expect([claude.exact, gpt.exact]).toEqual([false, true])
    expect(claude(text)).toBeGreaterThan(gpt(text))
    expect((await tokenCounter(undefined)).exact).toBe(false)
  })
})

describe('the encoding of a model', () => {
  it.each([
    ['gpt-4o-mini-2024-07-18', 'o200k_base', true],
    ['gpt-4.1-nano', 'o200k_base', true],
    ['openai/gpt-5.2-codex', 'o200k_base', true],
    ['o3-mini', 'o200k_base', true],
    ['azure/o1', 'o200k_base', true],
    ['ft:gpt-4o-mini:org::id', 'o200k_base', true],
    ['gpt-oss-120b', 'o200k_base', true],
    ['gpt-4-turbo-2024-04-09', 'cl100k_base', true],
    ['gpt-4', 'cl100k_base', true],
    ['gpt-3.5-turbo-16k', 'cl100k_base', true],
    ['claude-opus-5', 'o200k_base', false],
    ['us.anthropic.claude-sonnet-4-5-v1:0', 'o200k_base', false],
    ['models/gemini-2.5-pro', 'o200k_base', false],
    ['my-own-model-7b', 'o200k_base', false],
    ['', 'o200k_base', false],
  ])('%s: %s, exact %s', (model, encoding, exact) => {
    expect(tokensOfModel(model)).toMatchObject({ encoding, exact })
  })
})
