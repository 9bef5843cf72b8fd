import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { contextAt, segmentOf } from '../../../test/segments.ts'
import { brokenFile, codeFile, codeText } from '../../testing/generate-code.ts'
import { testCompressor } from '../../testing/test-compressor.ts'
import { falseCode } from '../../testing/truth-code.ts'
import { createGrammars } from './grammars.ts'
import { createCodeCompressor } from './index.ts'
import { LANGUAGE_NAMES, languagesOfFile } from './languages.ts'
import { errorsIn } from './syntax-tree.ts'

const folder = new URL('../../../test/samples/code/', import.meta.url)
/** A file in each language, by name. */
const SAMPLES = new Map(
  readdirSync(folder).map((name) => [name.replace(/\.txt$/, ''), readFileSync(new URL(name, folder), 'utf8')]),
)

const compressor = createCodeCompressor()
const grammars = createGrammars()
beforeAll(async () => {
  await compressor.load()
  await Promise.all(LANGUAGE_NAMES.map(grammars.load))
})

const shown = (text: string, { path, query = '', bias = 1 }: { path?: string; query?: string; bias?: number } = {}) =>
  compressor.compress(segmentOf(text, query, path && { path }), contextAt('recoverable', { bias }))?.text
const sample = (name: string) => SAMPLES.get(name)!

function errorsOf(code: string, path: string): number {
  const tree = grammars.parse(languagesOfFile(path)![0]!, code)!
  const { length } = errorsIn(tree)
  tree.delete()
  return length
}

testCompressor({ compressor, texts: codeText, decode: () => undefined, runs: 120 }, { describe, it })

describe('a source file', () => {
  it.each([...SAMPLES.keys()])('%s keeps its lines, counts the others, and parses as before', (path) => {
    const text = sample(path)
    const code = shown(text, { path })!
    expect(falseCode(text, code)).toBeUndefined()
    expect(code.length).toBeLessThan(text.length * 0.8)
    expect([errorsOf(code, path), errorsOf(text, path)]).toEqual([0, 0])
    expect(compressor.bid({ text })).toBeGreaterThan(0.5)
    // its language is found without its name, too
    expect(shown(text)).toBe(code)
  })

  it.each([
    [
      'shelf.py',
      /^import|^from|^ROOM|^class|^@|^ {4}"red"|^ {4}(?:async )?def |^def |^ {4}def made|import asyncio|^if __name__/,
    ],
    ['shelf.ts', /^import|^export|^ {2}(?:readonly|constructor|get|put|@logged)|onMoved = |const made = /],
    ['shelf.test.tsx', /^import|^const|^function|describe\(|it\(/],
    ['shelf.js', /^const|^function|function put|const find|^module|shelves\(names\)|toString/],
    ['shelf.go', /^import|^\t"|^const|^var|^type|^func|^\tparcels/],
    ['shelf.rs', /^use|^pub|^#\[|^impl|^macro_rules| fn |^ {4}Full/],
    ['Shelf.java', /^import|^package|^public|static \{|@Override|public .*\(|Iterable|enum Place/],
    ['shelf.c', /^#(?:include|define)|^typedef|^static struct|^int |^\} shelf/],
    ['shelf.cpp', /^#|^namespace|^template|^class|explicit Shelf|~Shelf|operator<|^void|^extern/],
    ['Shelf.cs', /^using|^namespace|class Shelf|const int|public .*\(|int Oldest|\[Serializable\]/],
    ['shelf.rb', /^require|^module|class |def |attr_reader|^describe|it '/],
    ['Shelf.php', /^use|^namespace|^final|function (?:put|label|page|__construct)|const ROOM|private array/],
  ])('%s shows imports, declarations, signatures and constants', (path, kept) => {
    const lines = shown(sample(path), { path })!.split('\n')
    const wanted = sample(path)
      .split('\n')
      .filter((line) => kept.test(line))
    expect(wanted.length).toBeGreaterThan(6)
    expect(wanted.filter((line) => !lines.includes(line))).toEqual([])
  })

  it('says in its own comments which lines are gone', () => {
    const lines = shown(sample('shelf.py'), { path: 'shelf.py' })!.split('\n')
    expect(lines.slice(1, 4)).toEqual([
      '"""Keeps parcels on shelves.',
      '<<ccr:0123456789abcdef01234567 lines 3-5 omitted; 36 of 79 in all>>',
      '"""',
    ])
    expect(lines).toContain('        # [13 lines omitted (42-54); throws ValueError, Full]')
    // a block that lost all of its statements still is one
    expect(lines.join('\n')).toContain('    def made(name):\n        ...\n        # [6 lines omitted (70-75)]')
    expect(shown(sample('shelf.cpp'), { path: 'shelf.cpp' })).toContain(
      '  // [14 lines omitted (38-51); throws std::invalid_argument]',
    )
  })

  it.each([
    ['(42-54)', '(42-55)'],
    ['[13 lines', '[12 lines'],
    ['ROOM = 12', 'ROOM = 13'],
    ['throws ValueError, Full', 'throws KeyError'],
    ['; 36 of 79', '; 35 of 79'],
    ['    def made(name):\n', ''],
    ['        ...\n', '        pass\n'],
  ])('is checked for truth: %j in the place of %j is seen', (was, is) => {
    const code = shown(sample('shelf.py'), { path: 'shelf.py' })!
    expect(code).toContain(was)
    expect(falseCode(sample('shelf.py'), code.replace(was, is))).toBeDefined()
  })

  it('leaves a body alone where a comment would be none', () => {
    const page = shown(sample('Shelf.php'), { path: 'Shelf.php' })!
    expect(page).toContain('<p>The oldest goes first')
  })

  it('keeps what hands errors on, with what it depends on, as far as there is room', async () => {
    const roomy = createCodeCompressor({ keep: 0.75 })
    await roomy.load(['python'])
    const { text } = roomy.compress(segmentOf(sample('shelf.py'), '', { path: 'a.py' }), contextAt('recoverable'))!
    expect(text).toContain(
      [
        '        if number in self.parcels:',
        '            raise ValueError(f"number {number} is taken")',
        '        if self.room == 0 and not force:',
        '            raise Full(self.name)',
        '        # [9 lines omitted (46-54)]',
      ].join('\n'),
    )
    expect(falseCode(sample('shelf.py'), text)).toBeUndefined()
  })

  it('keeps what is called most, as far as there is room', async () => {
    const helper = (name: string) => [
      `def ${name}(x):`,
      ...'abcdefgh'.split('').map((v) => `    ${v} = x + ${v.length} * 2`),
      '',
    ]
    const text = [
      ...helper('rare'),
      ...helper('often'),
      ...helper('never'),
      'rare(1)',
      ...'1234'.split('').map((n) => `often(${n})`),
    ].join('\n')
    const roomy = createCodeCompressor({ keep: 0.7 })
    await roomy.load(['python'])
    const code = roomy.compress(segmentOf(text, '', { path: 'a.py' }), contextAt('recoverable'))!.text
    expect(code).toContain(helper('often').join('\n'))
    expect(code).not.toContain(helper('rare').join('\n'))
  })
})

describe('a question', () => {
  const text = sample('shelf.rs')
  const told = text.slice(text.indexOf('    fn told'), text.indexOf('impl<T> fmt'))

  it.each([
    ['What does told() print?', true],
    ['The panic is at shelf.rs:66.', true],
    ['see lines 60-63', true],
    ['What does Shelf keep?', false],
    ['', false],
  ])('%j keeps the body that it names: %s', (query, isKept) => {
    expect(shown(text, { path: 'shelf.rs', query })!.includes(told)).toBe(isKept)
  })

  it('may name a function by the words of its name', () => {
    const body = '    for (const word of words) this.emit'
    expect(shown(sample('shelf.ts'), { path: 'a.ts', query: 'what happens on being moved?' })).not.toContain(body)
    const js = sample('shelf.js')
    expect(shown(js, { path: 'a.js', query: 'how does one create a shelf?' })).toContain('parcels.set(number, parcel)')
    expect(shown(js, { path: 'a.js', query: 'how does one sell a shelf?' })).not.toContain(
      'parcels.set(number, parcel)',
    )
  })
})

describe('what was asked for', () => {
  const text = sample('Shelf.java')
  const compressed = (toolInput: unknown) =>
    compressor.compress(segmentOf(text, '', toolInput), contextAt('recoverable'))

  it.each([
    [{ file_path: 'Shelf.java' }, true],
    [{ path: 'Shelf.java', offset: 1, limit: 2000 }, true],
    [{ command: 'cat src/Shelf.java' }, true],
    ['{"path":"Shelf.java"}', true],
    [undefined, true],
    // lines that were asked for by number are what is wanted
    [{ path: 'Shelf.java', offset: 40, limit: 80 }, false],
    [{ path: 'Shelf.java', limit: 60 }, false],
    [{ path: 'Shelf.java', view_range: [1, 80] }, false],
    [{ command: "sed -n '1,80p' src/Shelf.java" }, false],
    [{ path: 'Shelf.java', old_str: 'a', new_str: 'b' }, false],
    // a file of another kind, whatever it looks like
    [{ path: 'Shelf.kt' }, false],
    [{ path: 'shelf.yaml' }, false],
  ])('%j: shortened %s', (input, isShortened) => {
    expect(compressed(input) !== undefined).toBe(isShortened)
  })

  it('is left at lossless, and in languages that are not wanted', async () => {
    expect(compressor.compress(segmentOf(text), contextAt('lossless'))).toBeUndefined()
    const other = createCodeCompressor({ languages: ['go'] })
    await other.load()
    expect(other.compress(segmentOf(text), contextAt('recoverable'))).toBeUndefined()
    expect(other.compress(segmentOf(sample('shelf.go')), contextAt('recoverable'))).toBeDefined()
  })
})

describe('code inside other content', () => {
  const text = sample('shelf.go')
  const numbered = (mark: string, width: number, from = 1) =>
    text
      .split('\n')
      .map((line, i) => `${String(from + i).padStart(width)}${mark}${line}`)
      .join('\n')

  it.each([
    ['→', 6, 1],
    ['\t', 6, 1],
    [':', 0, 101],
    ['| ', 4, 1],
  ])('keeps the numbers of a listing with "%s"', (mark, width, from) => {
    const listing = `[File: shelf.go (73 lines total)]\n${numbered(mark, width, from)}\n(Open file: shelf.go)`
    const out = shown(listing)!
    expect(falseCode(listing, out)).toBeUndefined()
    const line = `${String(from + 33).padStart(width)}${mark}func (s *Shelf) Put(number int, parcel *Parcel, force bool) error {`
    expect(out).toContain(`${line}\n`)
    expect(out).toContain(`lines ${from + 34}-${from + 54} omitted`)
    expect(out.startsWith('[File: shelf.go (73 lines total)]\n')).toBe(true)
    expect(out.endsWith('\n(Open file: shelf.go)')).toBe(true)
  })

  it('shortens fenced code, and no other word of the document', () => {
    const document = `# Shelves\n\nHow they work:\n\n\`\`\`go\n${text}\`\`\`\n\nAnd that is all.\n`
    const out = shown(document)!
    expect(falseCode(document, out)).toBeUndefined()
    expect(out.startsWith('# Shelves\n\nHow they work:\n\n```go\n// Package shelf')).toBe(true)
    expect(out.endsWith('}\n```\n\nAnd that is all.\n')).toBe(true)
    expect(shown(document.replace('```go', '```text'))).toBeUndefined()
  })

  it('shortens a file in an envelope of JSON, and spells the rest as it was', () => {
    const envelope = `{ "path":"shelf.go",\n "content": ${JSON.stringify(text).replaceAll('/', '\\/')}, "n": 1.0 }`
    const out = shown(envelope)!
    expect(falseCode(envelope, out)).toBeUndefined()
    expect(out.startsWith('{ "path":"shelf.go",\n "content": "\\/\\/ Package shelf')).toBe(true)
    expect(out.endsWith('", "n": 1.0 }')).toBe(true)
    expect(compressor.bid({ text: envelope })).toBeGreaterThan(0.95)
  })
})

describe('what is no code, or not surely', () => {
  it.each([
    ['a log', '2031-04-02T10:00:00Z INFO [pool-0] if (x) { return; } served in 3 ms\n'.repeat(40)],
    [
      'a diff',
      `diff --git a/a.go b/a.go\n--- a/a.go\n+++ b/a.go\n@@ -1,3 +1,4 @@\n${sample('shelf.go').replace(/^/gm, ' ')}`,
    ],
    ['YAML', '- name: a\n  run: |\n    if (x) { return; }\n    def a():\n'.repeat(20)],
    ['TOML', '[package]\nname = "a"\nversion = "1.0"\n[dependencies]\nserde = { version = "1" }\n'.repeat(10)],
    ['an INI file', '[server]\nport = 80\nroot = /srv\n; a comment\n'.repeat(15)],
    ['JSON', JSON.stringify({ a: Array.from({ length: 40 }, (_, i) => ({ id: i, name: 'function' })) }, null, 2)],
    ['prose', 'The function returns if the class has no import. Let it be const, or let it go.\n'.repeat(20)],
    ['a test report', `${'_'.repeat(20)} test_put ${'_'.repeat(20)}\n\n${sample('shelf.py')}\nE   AssertionError\n`],
    [
      'CSS',
      '.shelf {\n  color: red;\n  margin: 0 auto;\n}\n@media print {\n  .shelf { display: none; }\n}\n'.repeat(12),
    ],
    ['HTML', '<div class="shelf">\n  <p>if (x) return</p>\n</div>\n'.repeat(30)],
    ['a hit list', 'src/a.go:12:\treturn nil\nsrc/b.go:40:func (s *Shelf) Put() {\n'.repeat(20)],
    [
      'SQL',
      'CREATE TABLE shelf (\n  id int NOT NULL,\n  name text DEFAULT NULL\n);\nINSERT INTO shelf VALUES (1, NULL);\n'.repeat(
        12,
      ),
    ],
  ])('is not bid for: %s', (_, text) => {
    expect(compressor.bid({ text })).toBe(0)
  })

  it('is left alone if it has notes like ours', () => {
    const text = sample('shelf.go').replace('// New makes a shelf.', '// [3 lines omitted (4-6)]')
    expect(shown(text, { path: 'shelf.go' })).toBeUndefined()
  })

  it('is left alone if it cannot be read, or no longer as well', () => {
    const broken = sample('Shelf.java').replaceAll('{', '{(').replaceAll('}', '')
    expect(shown(broken, { path: 'Shelf.java' })).toBeUndefined()
    const macros = Array.from(
      { length: 60 },
      (_, i) => `BEGIN_CASE(${i}) {\n  do_this(${i});\n  END(${i}) }\n#if X${i}\n} else {\n#endif`,
    )
    expect(shown(macros.join('\n'), { path: 'a.c' })).toBeUndefined()
  })
})

describe('any text at all', () => {
  const samples = fc.constantFrom(...Array.from(SAMPLES, ([path, text]) => ({ path, text })))
  const query = fc.constantFrom('', 'what does put do?', 'line 40', 'find the oldest')

  it('is shown truly and parses no worse, however broken', () => {
    let shortened = 0
    fc.assert(
      fc.property(brokenFile(samples), query, fc.boolean(), ({ path, text }, words, isNamed) => {
        const segment = segmentOf(text, words, isNamed ? { path } : undefined)
        expect(compressor.bid(segment)).toBeLessThan(1)
        const context = contextAt('recoverable')
        const result = compressor.compress(segment, context)
        if (!result) return
        shortened++
        expect(falseCode(text, result.text)).toBeUndefined()
        expect(context.stored).toEqual([text])
        if (isNamed && !path.endsWith('.h'))
          expect(errorsOf(result.text, path)).toBeLessThanOrEqual(errorsOf(text, path))
      }),
      { numRuns: 1000 },
    )
    expect(shortened).toBeGreaterThan(300)
  })

  it('is shown truly whatever was generated', () => {
    fc.assert(
      fc.property(codeText, fc.string(), fc.double({ min: 0.2, max: 4, noNaN: true }), (text, words, bias) => {
        const result = shown(text, { query: words, bias })
        if (result !== undefined) expect(falseCode(text, result)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
    fc.assert(
      fc.property(codeFile, ({ path, text }) => {
        const result = shown(text, { path })
        if (result !== undefined) expect(errorsOf(result, path)).toBeLessThanOrEqual(errorsOf(text, path))
      }),
      { numRuns: 100 },
    )
  })

  it('takes no more work than it is worth', () => {
    const deep = `function f() {\n${'if (a) {\n'.repeat(3000)}${'}\n'.repeat(3000)}}\n`
    const long = `const a = [\n${'  1,\n'.repeat(20_000)}]\nfunction f() {\n${'  a()\n'.repeat(20_000)}}\n`
    const wild = `${'(<[{'.repeat(20_000)}\nfunction f() {\n  a()\n}\n`.repeat(2)
    for (const text of [deep, long, wild, `${'x = y\n'.repeat(9)}${'a$'.repeat(200_000)}`]) {
      const result = shown(text, { path: 'a.js' })
      if (result !== undefined) expect(falseCode(text, result)).toBeUndefined()
    }
    expect(compressor.bid({ text: `import a\n${'def f():\n    return 1\n'.repeat(100_000)}` })).toBe(0)
  })
})

describe('the grammars', () => {
  it('are loaded when the first code comes, and only those that it may be in', async () => {
    const asked: string[] = []
    const fresh = createCodeCompressor({
      wasm: async (file) => {
        asked.push(file)
        return undefined
      },
    })
    const segment = segmentOf(sample('shelf.go'), '', { path: 'shelf.go' })
    expect(() => fresh.compress(segment, contextAt('recoverable'))).toThrow(/grammar of go is not loaded/)
    await fresh.prepare!(segment, 'recoverable')
    expect(asked).toEqual(['web-tree-sitter.wasm', 'tree-sitter-go.wasm'])
    expect(fresh.compress(segment, contextAt('recoverable'))).toBeDefined()
    expect(fresh.prepare!(segment, 'recoverable')).toBeUndefined()
    expect(createCodeCompressor().prepare!(segment, 'lossless')).toBeUndefined()
    expect(fresh.prepare!(segmentOf('no code at all'), 'recoverable')).toBeUndefined()
  })

  it('come from wherever they are said to be, and are asked for again if that failed', async () => {
    let isThere = false
    const bytes = readFileSync(new URL(import.meta.resolve('@repomix/tree-sitter-wasms/out/tree-sitter-go.wasm')))
    const fresh = createCodeCompressor({
      wasm: async (file) => {
        if (!isThere) throw new Error(`there is no ${file} yet`)
        return file.includes('-go') ? bytes : undefined
      },
    })
    await expect(fresh.load(['go'])).rejects.toThrow(/there is no web-tree-sitter.wasm yet/)
    isThere = true
    await fresh.load(['go'])
    expect(fresh.compress(segmentOf(sample('shelf.go')), contextAt('recoverable'))).toBeDefined()
  })
})
