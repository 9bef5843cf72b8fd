// Generates source files in every language that has a grammar, for property tests: documented functions, long and short, in
// classes and alone, with what throws and what loops in them.
import fc from 'fast-check'
import { words } from './generate-words.ts'

/** A file with the name that it would have. */
export interface CodeFile {
  path: string
  text: string
}

type Statement =
  | { kind: 'call' | 'assign'; name: string; other: string }
  | { kind: 'guard'; name: string; other: string }
  | { kind: 'loop'; name: string; body: Statement[] }

interface Routine {
  name: string
  doc: string[]
  body: Statement[]
}

/** How a language spells what a file is made of. Lines come without indentation. */
interface Syntax {
  path: string
  head: string[]
  indent: string
  doc(lines: string[]): string[]
  /** What opens and closes a function, a loop, a guard around one statement, and a class. */
  routine(name: string, isMethod: boolean): [string, string?]
  loop(name: string): [string, string?]
  guard(name: string): [string, string?]
  type(name: string): [string, string?]
  fail(words: string): string
  assign(name: string, other: string): string
  call(name: string, other: string): string
}

const stars = (lines: string[]) => ['/**', ...lines.map((line) => ` * ${line}`), ' */']
const each = (mark: string) => (lines: string[]) => lines.map((line) => `${mark} ${line}`)

const BRACES: Omit<Syntax, 'path' | 'head' | 'routine' | 'type'> = {
  indent: '  ',
  doc: stars,
  loop: (name) => [`for (let i = 0; i < ${name}.length; i++) {`, '}'],
  guard: (name) => [`if (!${name}) {`, '}'],
  fail: (text) => `throw new Error('${text}')`,
  assign: (name, other) => `const ${name} = ${other} + 1`,
  call: (name, other) => `${name}(${other}, 'some words', 42)`,
}
const TYPED: Omit<Syntax, 'path' | 'head' | 'routine' | 'type'> = {
  ...BRACES,
  indent: '    ',
  loop: (name) => [`for (int i = 0; i < ${name}; i++) {`, '}'],
  guard: (name) => [`if (${name} == 0) {`, '}'],
  fail: (text) => `throw new IllegalStateException("${text}");`,
  assign: (name, other) => `int ${name} = ${other} + 1;`,
  call: (name, other) => `${name}(${other}, "some words", 42);`,
}

const SYNTAXES: readonly Syntax[] = [
  {
    ...BRACES,
    path: 'src/shelf.js',
    head: ["import { read } from './read.js'", '', 'const LIMIT = 12'],
    routine: (name, isMethod) => [`${isMethod ? '' : 'export function '}${name}(order, total) {`, '}'],
    type: (name) => [`class ${name} {`, '}'],
  },
  {
    ...BRACES,
    path: 'src/shelf.ts',
    head: ["import type { Order } from './order.ts'", '', 'const LIMIT: number = 12'],
    routine: (name, isMethod) => [
      `${isMethod ? 'private ' : 'function '}${name}(order: Order, total: number): void {`,
      '}',
    ],
    type: (name) => [`export class ${name}<T> extends Base {`, '}'],
  },
  {
    ...BRACES,
    path: 'src/shelf.py',
    head: ['import os', 'from shop import order', '', 'LIMIT = 12'],
    indent: '    ',
    doc: each('#'),
    routine: (name, isMethod) => [`def ${name}(${isMethod ? 'self, ' : ''}order, total=None):`],
    loop: (name) => [`for one in ${name}:`],
    guard: (name) => [`if not ${name}:`],
    type: (name) => [`class ${name}(Base):`],
    fail: (text) => `raise ValueError('${text}')`,
    assign: (name, other) => `${name} = ${other} + 1`,
  },
  {
    ...BRACES,
    path: 'shelf.go',
    head: ['package shop', '', 'import (', '\t"fmt"', ')', '', 'const limit = 12'],
    indent: '\t',
    doc: each('//'),
    routine: (name) => [`func ${name}(order int, total int) error {`, '}'],
    loop: (name) => [`for i := 0; i < ${name}; i++ {`, '}'],
    guard: (name) => [`if ${name} == 0 {`, '}'],
    type: (name) => [`type ${name} struct {`, '}'],
    fail: (text) => `return fmt.Errorf("${text}")`,
    assign: (name, other) => `${name} := ${other} + 1`,
    call: (name, other) => `${name}(${other}, "some words", 42)`,
  },
  {
    ...TYPED,
    path: 'src/shelf.rs',
    head: ['use std::io;', '', 'const LIMIT: u32 = 12;'],
    doc: each('///'),
    routine: (name) => [`pub fn ${name}(order: u32, total: u32) -> u32 {`, '}'],
    loop: (name) => [`for i in 0..${name} {`, '}'],
    guard: (name) => [`if ${name} == 0 {`, '}'],
    type: (name) => [`impl ${name} {`, '}'],
    fail: (text) => `panic!("${text}");`,
    assign: (name, other) => `let ${name} = ${other} + 1;`,
  },
  {
    ...TYPED,
    path: 'src/Shelf.java',
    head: ['package shop;', '', 'import java.util.List;'],
    routine: (name) => [`public int ${name}(int order, int total) {`, '}'],
    type: (name) => [`public class ${name} extends Base {`, '}'],
  },
  {
    ...TYPED,
    path: 'src/shelf.c',
    head: ['#include <stdio.h>', '#include "shop.h"', '', '#define LIMIT 12'],
    routine: (name) => [`static int ${name}(int order, int total) {`, '}'],
    type: (name) => [`struct ${name} {`, '};'],
    fail: (text) => `printf("${text}");`,
  },
  {
    ...TYPED,
    path: 'src/shelf.cpp',
    head: ['#include <string>', '', 'namespace shop = other;'],
    doc: each('//'),
    routine: (name) => [`int ${name}(int order, std::string total) {`, '}'],
    type: (name) => [`class ${name} : public Base {`, '};'],
    fail: (text) => `throw std::runtime_error("${text}");`,
  },
  {
    ...TYPED,
    path: 'src/Shelf.cs',
    head: ['using System;', 'using System.Linq;'],
    doc: each('///'),
    routine: (name) => [`public int ${name}(int order, int total)\n{`, '}'],
    type: (name) => [`public class ${name} : Base\n{`, '}'],
    fail: (text) => `throw new Exception("${text}");`,
  },
  {
    ...BRACES,
    path: 'lib/shelf.rb',
    head: ["require 'set'", '', 'LIMIT = 12'],
    doc: each('#'),
    routine: (name) => [`def ${name}(order, total = nil)`, 'end'],
    loop: (name) => [`${name}.each do |one|`, 'end'],
    guard: (name) => [`unless ${name}`, 'end'],
    type: (name) => [`class ${name} < Base`, 'end'],
    fail: (text) => `raise ArgumentError, '${text}'`,
    assign: (name, other) => `${name} = ${other} + 1`,
  },
  {
    ...BRACES,
    path: 'src/Shelf.php',
    head: ['<?php', 'namespace Shop;', 'use Shop\\Order;', ''],
    indent: '    ',
    routine: (name) => [`function ${name}(int $order, int $total)\n{`, '}'],
    loop: (name) => [`foreach ($${name} as $one) {`, '}'],
    guard: (name) => [`if (!$${name}) {`, '}'],
    type: (name) => [`class ${name} extends Base\n{`, '}'],
    fail: (text) => `throw new \\Exception('${text}');`,
    assign: (name, other) => `$${name} = $${other} + 1;`,
    call: (name, other) => `$this->${name}($${other}, 'some words', 42);`,
  },
]

const name = fc.tuple(words, words).map(([a, b]) => `${a}${b[0]!.toUpperCase()}${b.slice(1)}`)
const simple: fc.Arbitrary<Statement> = fc.record({
  kind: fc.constantFrom('call', 'call', 'assign', 'guard'),
  name,
  other: words,
})
const statement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 5, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('loop'), name, body: fc.array(simple, { minLength: 1, maxLength: 4 }) }),
  },
)
const routine: fc.Arbitrary<Routine> = fc.record({
  name,
  doc: fc.array(
    fc.array(words, { minLength: 3, maxLength: 9 }).map((list) => `${list.join(' ')}.`),
    { maxLength: 6 },
  ),
  body: fc.array(statement, { minLength: 1, maxLength: 24 }),
})

/** Source files in any of the languages. */
export const codeFile: fc.Arbitrary<CodeFile> = fc
  .record({
    syntax: fc.constantFrom(...SYNTAXES),
    routines: fc.array(routine, { minLength: 1, maxLength: 6 }),
    methods: fc.array(routine, { maxLength: 4 }),
    end: fc.constantFrom('\n', '\n', '\r\n'),
  })
  .map(({ syntax, routines, methods, end }) => {
    const isFlat = syntax.path.endsWith('.go') || syntax.path.endsWith('.c')
    const lines = [
      ...syntax.head,
      '',
      ...(methods.length > 0 && !isFlat
        ? block(
            syntax,
            syntax.type('ShelfOf'),
            methods.flatMap((one) => write(syntax, one, true)),
          )
        : []),
      ...routines.flatMap((one) => write(syntax, one, false)),
    ]
    return { path: syntax.path, text: lines.join('\n').replaceAll('\n', end) }
  })

/** Ways to break a text; the two numbers choose where and what. */
const BREAKS: readonly ((text: string, at: number, other: number) => string)[] = [
  (text, at, other) => text.slice(0, at) + text.slice(at + (other % 12)),
  (text, at) => text.slice(0, at),
  (text, at) => text.slice(at),
  (text, at, other) => text.slice(0, at) + String.fromCharCode(other % 0x3000) + text.slice(at),
  (text, at, other) => text.slice(0, at) + text.slice(other % text.length),
  (text, _, other) =>
    text.replaceAll(
      ['{', '}', '(', '"', "'", '\n\n', 'end', ':'][other % 8]!,
      ['', '}}', '/*', '"""', '`', '#', '\r\n'][other % 7]!,
    ),
  onLines((lines, at, other) => lines.splice(at, 0, ...lines.slice(at, at + (other % 9)))),
  onLines((lines, at, other) => lines.splice(at, other % 6)),
  onLines((lines, at, other) => lines.splice(at, 0, ...lines.splice(other % lines.length, 1))),
  onLines((lines, at, other) => lines.splice(at, 1, ' '.repeat(other % 9) + lines[at])),
]

function onLines(change: (lines: string[], at: number, other: number) => unknown) {
  return (text: string, at: number, other: number) => {
    const lines = text.split('\n')
    change(lines, at % lines.length, other)
    return lines.join('\n')
  }
}

/** Files with tokens and lines lost, doubled, moved, cut off or put in. */
export function brokenFile(files: fc.Arbitrary<CodeFile>): fc.Arbitrary<CodeFile> {
  const change = fc.tuple(fc.constantFrom(...BREAKS), fc.nat(1 << 20), fc.nat(1 << 20))
  return fc.tuple(files, fc.array(change, { minLength: 1, maxLength: 4 })).map(([{ path, text }, changes]) => ({
    path,
    text: changes.reduce((broken, [apply, at, other]) => apply(broken, at % broken.length, other) || 'x', text),
  }))
}

/** What tools show of source files: as they are, numbered, fenced in a document, or in an envelope of JSON. */
export const codeText: fc.Arbitrary<string> = fc
  .tuple(codeFile, fc.constantFrom('file', 'file', 'arrows', 'colons', 'fence', 'envelope'))
  .map(([{ path, text }, form]) => {
    const numbered = (mark: string, width: number) =>
      text
        .split('\n')
        .map((line, i) => `${String(i + 1).padStart(width)}${mark}${line}`)
        .join('\n')
    if (form === 'arrows') return numbered('→', 6)
    if (form === 'colons')
      return `[File: ${path} (${text.split('\n').length} lines total)]\n${numbered(':', 0)}\n(Open file: ${path})`
    if (form === 'fence') return `# What it does\n\n\`\`\`${path.split('.').at(-1)}\n${text}\n\`\`\`\n\nThat is all.\n`
    return form === 'envelope' ? JSON.stringify({ path, content: text }) : text
  })

function write(syntax: Syntax, { name, doc, body }: Routine, isMethod: boolean): string[] {
  const lines = body.flatMap((one) => spell(syntax, one))
  return [...(doc.length > 0 ? syntax.doc(doc) : []), ...block(syntax, syntax.routine(name, isMethod), lines), '']
}

function spell(syntax: Syntax, statement: Statement): string[] {
  if (statement.kind === 'loop')
    return block(
      syntax,
      syntax.loop(statement.name),
      statement.body.flatMap((one) => spell(syntax, one)),
    )
  const { kind, name, other } = statement
  if (kind === 'guard') return block(syntax, syntax.guard(name), [syntax.fail(`no ${other}`)])
  return [syntax[kind](name, other)]
}

function block({ indent }: Syntax, [opening, closing]: [string, string?], lines: string[]): string[] {
  const inner = lines.map((line) => (line === '' ? line : indent + line))
  return [...opening.split('\n'), ...inner, ...(closing === undefined ? [] : [closing])]
}
