import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logarithm } from './logarithm.ts'
import { relevanceOf, termsOf } from './relevance.ts'

const best = (query: string, texts: readonly string[]) => {
  const scores = [...relevanceOf(query, texts)]
  return scores.indexOf(Math.max(...scores))
}

describe('terms', () => {
  it.each([
    ['forms of a word', 'cities city; settlers settled settlement', ['citi', 'settle']],
    ['accents', 'Städte Stadt; café cafe', ['stadt', 'caf']],
    ['Cyrillic endings', 'гавани гаванью гавань', ['гаван']],
    ['names in programs', 'maxRetries max_retries', ['maxret', 'max', 'retri', 'max_re']],
    ['unspaced scripts', '灯塔上', ['灯塔', '塔上']],
  ])('bring together %s', (_, text, terms) => {
    for (const term of new Set(termsOf(text)))
      expect(terms.some((stem) => term.startsWith(stem.slice(0, 3)))).toBe(true)
  })

  it('leave filler words out', () => expect(termsOf('What is the, und wie viele, qué es, что это')).toEqual([]))
})

describe('relevance', () => {
  it.each([
    ['en', 'Who kept the lighthouses?', ['The ferry is late.', 'She was the keeper of the lighthouse.', 'It rains.']],
    ['de', 'Welche Städte haben Häfen?', ['Es regnet oft.', 'Die Stadt besitzt einen großen Hafen.', 'Er schläft.']],
    ['es', '¿Cuántos barcos vendieron?', ['El puerto cierra.', 'La señora vendió el barco en mayo.', 'Llueve.']],
    ['ru', 'Когда углубили гавань?', ['Идёт дождь.', 'Углубление гавани началось весной.', 'Рыбы нет.']],
    ['zh', '灯塔是什么时候建的？', ['今天下雨。', '这座灯塔建于1904年。', '没有鱼。']],
    ['ja', '灯台はいつ建てられたか', ['雨が降る。', '灯台は1904年に建てられた。', '魚がいない。']],
    [
      'code',
      'where is maxRetries set?',
      ['The timeout is short.', 'Set max_retries to 3 in the settings.', 'Logs are kept.'],
    ],
  ])('finds the answer in %s', (_, query, texts) => expect(best(query, texts)).toBe(1))

  it('weighs rare words more than common ones', () => {
    const texts = ['the harbour fee', 'the harbour gate', 'the harbour kraken', 'the harbour wall']
    expect(best('harbour kraken', texts)).toBe(2)
  })

  it('weighs words side by side more than words apart', () => {
    const texts = ['the harbour has a gate', 'the gate of the old mill is no harbour', 'the harbour gate', 'a mill']
    expect(best('harbour gate', texts)).toBe(2)
    expect(best('the Battle of Hastings', ['a battle, and then Hastings', 'the battle of Hastings', 'none'])).toBe(1)
  })

  it('is 0 where no word is shared, for empty texts, and for words that only ask', () => {
    expect([...relevanceOf('lighthouse', ['', 'nothing of the kind'])]).toEqual([0, 0])
    expect([...relevanceOf('Please open this document and tell me what it is about', ['Open the document.'])]).toEqual([
      0,
    ])
    expect([...relevanceOf('', ['a harbour'])]).toEqual([0])
    expect(relevanceOf('a harbour', [])).toHaveLength(0)
  })

  it('gives finite numbers for any text, and the same ones again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'grapheme' })), (query, texts) => {
        const scores = [...relevanceOf(query, texts)]
        expect(scores.every((score) => Number.isFinite(score) && score >= 0)).toBe(true)
        expect([...relevanceOf(query, texts)]).toEqual(scores)
      }),
    )
  })

  it('takes linear time for long words and many of them', () => {
    relevanceOf('harbour', ['a'.repeat(1_000_000), 'harbour '.repeat(100_000), `harbour${'\u0301'.repeat(100_000)}`])
  })
})

describe('the logarithm', () => {
  it('is one', () => {
    for (const value of [1e-9, 0.001, 0.5, 1, 1.0001, 1.9999, 2, 3, 1000, 123_456.7, 1e12])
      expect(logarithm(value)).toBeCloseTo(Math.log(value), 12)
  })
})
