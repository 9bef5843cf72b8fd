import { expect, it } from 'vitest'
import { matchesPattern } from './policies.ts'

it.each([
  ['Read', 'read', true],
  ['Read', 'Rea', false],
  ['ReadFile', 'Read', false],
  ['mcp__files__search', 'mcp__*', true],
  ['mcp__files__search', 'mcp__*__search', true],
  ['mcp__files__searches', 'mcp__*__search', false],
  ['anything', '*', true],
  ['', '*', true],
  ['a', 'a*a', false],
  ['aa', 'a*a', true],
  ['abcabc', '*b*b*', true],
  ['abc', '*b*b*', false],
  ['a.c', 'a?c', false],
])('%j is what %j says: %s', (name, pattern, matches) => {
  expect(matchesPattern(name, pattern)).toBe(matches)
})

it('takes linear time for any pattern', () => {
  expect(matchesPattern('a'.repeat(50_000), `${'a*'.repeat(5000)}b`)).toBe(false)
})
