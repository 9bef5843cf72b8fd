// Repomix, whose `--compress` shows the definitions in source files: installed once in a folder of its own.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The newest version that runs on Node 20. */
export const REPOMIX_VERSION = '1.14.0'
const home = fileURLToPath(new URL('../.peers/repomix', import.meta.url))
const entry = new URL('../.peers/repomix/node_modules/repomix/lib/index.js', import.meta.url)

/** What `--compress` does with one file, as `(text, path) => Promise<text>`; gives why not, if it cannot be had here. */
export async function loadRepomix() {
  if (!existsSync(entry)) {
    const args = ['install', '--prefix', home, '--ignore-scripts', '--no-audit', `repomix@${REPOMIX_VERSION}`]
    const { status, error, stderr } = spawnSync('npm', args, { encoding: 'utf8' })
    if (status !== 0) return { missing: `npm failed: ${(error?.message ?? stderr).trim().split('\n').at(-1)}` }
  }
  const { parseFile } = await import(entry)
  return { compress: (text, path) => parseFile(text, path, { output: { compress: true } }) }
}
