// What the grammars call functions, their bodies, and lists of statements. One vocabulary for all languages: where two of
// them share a word, they mean the same by it.

import type { SyntaxNode } from './syntax-tree.ts'

const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** Functions with a name of their own. */
const NAMED_FUNCTIONS = setOf(`
  function_definition function_declaration generator_function_declaration method_definition method_declaration
  function_item constructor_declaration compact_constructor_declaration destructor_declaration operator_declaration
  conversion_operator_declaration local_function_statement accessor_declaration method singleton_method`)
/** Functions that are values, and blocks that run by themselves. */
const OTHER_FUNCTIONS = setOf(`
  function_expression generator_function arrow_function func_literal closure_expression lambda_expression
  anonymous_method_expression anonymous_function static_initializer class_static_block do_block lambda`)
/** What gives a function its name by holding it. */
const NAMING = setOf('variable_declarator assignment_expression public_field_definition field_definition')
/** Lists of statements: each child may go without the others. */
const BLOCKS = setOf(`
  block statement_block compound_statement constructor_body body_statement statement_list switch_body switch_case
  switch_default switch_block switch_block_statement_group switch_section case_statement expression_case default_case
  type_case communication_case match_block then else do ensure`)
/** Declarations with functions in them. */
const DECLARATIONS = setOf(`
  class_definition class_declaration class_specifier struct_specifier interface_declaration record_declaration
  struct_declaration trait_item impl_item mod_item class module function_signature`)
/** Declarations that are what they declare, down to their last line. */
const TYPES = setOf(`
  type_declaration type_alias_declaration type_definition enum_specifier enum_declaration struct_item enum_item union_item
  macro_definition`)
const COMMENTS = setOf('comment line_comment block_comment')
const IMPORTS = setOf(`
  import_statement import_from_statement future_import_statement import_declaration use_declaration using_directive
  using_declaration preproc_include namespace_use_declaration`)

export const isBlock = ({ type, isNamed }: SyntaxNode) => isNamed && BLOCKS.has(type)
export const isComment = ({ type }: SyntaxNode) => COMMENTS.has(type)
export const isImport = ({ type, isNamed }: SyntaxNode) => isNamed && IMPORTS.has(type)
export const isType = ({ type, isNamed }: SyntaxNode) => isNamed && TYPES.has(type)
export const isDeclaration = ({ type, isNamed }: SyntaxNode) => isNamed && DECLARATIONS.has(type)
export const isFunction = ({ type, isNamed }: SyntaxNode) =>
  isNamed && (NAMED_FUNCTIONS.has(type) || OTHER_FUNCTIONS.has(type))

/** True for a function that can be called by a name, given what holds it. */
export function isNamedFunction(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  return node.isNamed && (NAMED_FUNCTIONS.has(node.type) || (isFunction(node) && NAMING.has(parent?.type ?? '')))
}

/** The statements of a function; undefined if it has none, or is an expression. */
export function bodyOf({ children }: SyntaxNode): SyntaxNode | undefined {
  return children.find((child) => isBlock(child) && (child.field === 'body' || child.field === undefined))
}

/** The node that holds a function's name. */
export function nameNodeOf(node: SyntaxNode, parent: SyntaxNode | undefined): SyntaxNode | undefined {
  const holder = NAMED_FUNCTIONS.has(node.type) ? node : parent
  return holder?.children.find(({ field }) => field === 'name' || field === 'declarator' || field === 'left')
}

/** The string that documents what it stands in, as in Python, or tells a tool how to read it. */
export function docstringOf({ children }: SyntaxNode, rows: readonly string[]): SyntaxNode | undefined {
  const first = children.find((child) => child.isNamed && !isComment(child))
  if (first?.type !== 'expression_statement') return undefined
  const isString =
    first.start === first.end
      ? /^[a-zA-Z]{0,2}(?:"""|'''|"[^"]*";?$|'[^']*';?$)/.test(
          rows[first.start]!.slice(first.startColumn, first.endColumn),
        )
      : first.children.length === 1 && first.children[0]!.type === 'string'
  return isString ? first : undefined
}
