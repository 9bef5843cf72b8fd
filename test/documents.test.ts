// What the documents say of the code must stay true.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../packages/proxy/src/settings.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = readdirSync(join(root, 'packages'))
const documents = [
  'README.md',
  'AGENTS.md',
  'models/README.md',
  ...packages.map((name) => `packages/${name}/README.md`),
]
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe.each(documents)('%s', (path) => {
  it('links to what is there', () => {
    const links = [...read(path).matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]!)
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([])
  })

  it('names commands that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...read(path).matchAll(/npm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map((match) => match[1]!)
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })
})

it('the proxy’s README has every setting as it is', () => {
  const text = read('packages/proxy/README.md')
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const { flag, environment, description } = setting
    const value = String(setting.default ?? '').replace(homedir(), '~')
    const shown = value === '' ? '' : `\`${value}\``
    expect(text).toContain(`| \`--${flag}\` | \`${environment}\` | ${shown} | ${description} | \`${name}\` |`)
  }
})

it('AGENTS.md names every part of core', () => {
  const parts = readdirSync(join(root, 'packages/core/src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )
  for (const { name } of parts) expect(read('AGENTS.md')).toContain(`${name}/`)
})
