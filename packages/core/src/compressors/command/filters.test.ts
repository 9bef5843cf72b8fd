import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { classify } from './classify.ts'
import { filters } from './filters/index.ts'
import { writeNotes } from './notes.ts'
import { recognise } from './recognise.ts'

// Each file holds an output, a line with `=====>`, and what is shown of it.
const folder = new URL('./filters/golden/', import.meta.url)
const golden = readdirSync(folder).map((file) => {
  const [input, output] = readFileSync(new URL(file, folder), 'utf8').split('\n=====>\n')
  return { name: file.replace('.txt', '').replaceAll('-', ' '), input: input!, output: output! }
})

describe('filters', () => {
  it.each(golden)('recognises $name and shows what matters', ({ name, input, output }) => {
    const found = recognise(input)?.filters ?? []
    expect(found.map((filter) => filter.name)).toContain(name)
    const lines = input.split('\n')
    expect(writeNotes(lines, classify(lines, found, { named: new Set(), bias: 1 })).shown.join('\n')).toBe(output)
  })

  it('has a golden output for each of its tools', () => {
    expect(filters.map(({ name }) => name).filter((name) => !golden.some((one) => one.name === name))).toEqual([])
  })
})
