// What is published, as a user meets it: tarballs installed in an empty folder, by npm and by pnpm, with their hosts; every
// example run there, on every Node that is supported; every entry imported and required.
import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodes } from '../../scripts/nodes.mjs'
import { EXAMPLES, runExample } from '../support/run-example.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pnpm = join(root, '.tools/node_modules/pnpm/bin/pnpm.cjs')
const folder = mkdtempSync(join(tmpdir(), 'headroom-packages-'))
const run = promisify(execFile)

interface Manifest {
  name: string
  exports: Record<string, unknown>
  dependencies?: Record<string, string>
}
const manifestOf = (path: string) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Manifest

const textOf = (file: string) => readFileSync(join(root, 'examples', file), 'utf8')

/** Whether an example needs nothing of the repository but what is published. */
const standsAlone = (file: string) => !/from '\.|import\.meta\.url/.test(textOf(file))

/** Exact versions of the hosts, as the examples are developed with. */
const versions = manifestOf('examples').dependencies!
const packages = readdirSync(join(root, 'packages')).map((name) => {
  const manifest = manifestOf(`packages/${name}`)
  const tarball = join(folder, `${name}.tgz`)
  const examples = EXAMPLES.filter((file) => standsAlone(file) && importsOf(file).includes(manifest.name))
  return { name, manifest, tarball, examples }
})
const tarballs = Object.fromEntries(packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]))

/** The packages that an example imports. */
function importsOf(file: string): string[] {
  const text = textOf(file)
  const names = [...text.matchAll(/(?:from|import) '([^'.][^']*)'/g)].map(([, name]) => name!)
  const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')
  return [...new Set(names.filter((name) => !name.startsWith('node:')).map(packageOf))]
}

beforeAll(() => {
  for (const { name, tarball } of packages) {
    execFileSync(process.execPath, [pnpm, 'pack', '--out', tarball], { cwd: join(root, 'packages', name) })
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(packages)('$manifest.name', ({ name, manifest, tarball, examples }) => {
  it('is what publint and arethetypeswrong ask for', async () => {
    const bytes = new Uint8Array(readFileSync(tarball))
    const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
    const { types, ...result } = await checkPackage(createPackageFromTarballData(bytes))
    expect(types).toBeTruthy()
    // The packages are ES modules; where types are resolved the old ways, that cannot be said.
    const modern = (problem: object) =>
      !('resolutionKind' in problem) || !['node10', 'node16-cjs'].includes(String(problem.resolutionKind))
    expect('problems' in result ? result.problems.filter(modern) : []).toEqual([])
  })

  describe.each(['npm', 'pnpm'] as const)('installed by %s', (manager) => {
    const home = join(folder, `${name}-${manager}`)

    beforeAll(() => install(home, manager, { manifest, examples }))

    it.each(nodes())('is imported and required on Node $version', async ({ binary }) => {
      const entries = Object.keys(manifest.exports)
        .filter((entry) => entry !== './package.json' && !entry.includes('testing') && !entry.includes('sqlite'))
        .map((entry) => manifest.name + entry.slice(1))
      const script = `
        const { createRequire } = await import('node:module')
        const require = createRequire(process.cwd() + '/x.js')
        for (const entry of ${JSON.stringify(entries)}) {
          const [imported, required] = [await import(entry), require(entry)]
          if (Object.keys(imported).length === 0 || Object.keys(required).sort().join() !== Object.keys(imported).sort().join())
            throw new Error(entry + ' gives ' + Object.keys(imported) + ' and ' + Object.keys(required))
        }
        console.log('fine')`
      const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script]
      const { stdout, stderr } = await run(binary, flags, { cwd: home })
      expect([stdout.trim(), stderr]).toEqual(['fine', ''])
    })

    it.runIf(examples.length > 0).each(nodes().flatMap((node) => examples.map((file) => ({ ...node, file }))))(
      'runs $file on Node $version',
      async ({ binary, file }) => {
        const { stdout, shows } = await runExample(join(home, file), binary)
        for (const words of shows) expect(stdout).toMatch(words)
      },
    )
  })
})

/** A folder of a user's own, with the package and what its examples need besides. */
async function install(home: string, manager: 'npm' | 'pnpm', about: { manifest: Manifest; examples: string[] }) {
  mkdirSync(home)
  for (const file of about.examples) copyFileSync(join(root, 'examples', file), join(home, basename(file)))
  const names = new Set([about.manifest.name, ...about.examples.flatMap(importsOf)])
  const dependencies = Object.fromEntries([...names].map((each) => [each, tarballs[each] ?? versions[each]]))
  // None of ours is published yet, so what ours depend on must be found here as well.
  const own = { overrides: tarballs }
  const manifest = {
    private: true,
    type: 'module',
    dependencies,
    ...(manager === 'npm' ? npmOverrides(dependencies) : { pnpm: own }),
  }
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest, null, 2))
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' }
  const [command, args] =
    manager === 'npm'
      ? ['npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']]
      : [process.execPath, [pnpm, 'install', '--ignore-workspace', '--ignore-scripts', '--silent']]
  await run(command, args as string[], { cwd: home, env, maxBuffer: 64 << 20 })
}

/** npm refuses to override what is also a direct dependency unless both say the same. */
function npmOverrides(dependencies: Record<string, string | undefined>): { overrides: Record<string, string> } {
  const overrides = Object.entries(tarballs).map(([name, file]) => [
    name,
    dependencies[name] === undefined ? file : `$${name}`,
  ])
  return { overrides: Object.fromEntries(overrides) }
}
