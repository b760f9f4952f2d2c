import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Expression, ObjectExpression, Program } from 'oxc-parser'

/** What a drizzle.config says in plain words; what it computes is left out, for the file is never run. */
export interface DrizzleConfig {
  /** Files, folders or globs, from where drizzle-kit is run. */
  readonly schema: readonly string[]
  /** The folder of migrations; null when it is not said, which means `drizzle` to drizzle-kit. */
  readonly out: string | null
}

const NAMES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `drizzle.config.${extension}`)

/** Reads the drizzle.config of a folder from its syntax tree; null when there is none. */
export async function readDrizzleConfig(folder: string): Promise<DrizzleConfig | null> {
  const name = NAMES.find((candidate) => existsSync(join(folder, candidate)))
  if (name === undefined) return null
  const text = readFileSync(join(folder, name), 'utf8')
  const { parseSync } = await import('oxc-parser')
  // JSON is an expression of JavaScript.
  const { program } = name.endsWith('.json') ? parseSync('config.js', `export default (${text})`) : parseSync(name, text)
  const config = configObject(program)
  return { schema: config ? texts(config, 'schema') : [], out: config ? (texts(config, 'out')[0] ?? null) : null }
}

/** `export default defineConfig({…})`, `export default {…} satisfies Config`, `module.exports = {…}`, each through a constant, too. */
function configObject(program: Program): ObjectExpression | null {
  const constants = new Map<string, Expression>()
  let exported: Expression | null = null
  for (const statement of program.body) {
    if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) if (id.type === 'Identifier' && init) constants.set(id.name, init)
    } else if (statement.type === 'ExportDefaultDeclaration') exported = statement.declaration as Expression
    else if (statement.type === 'TSExportAssignment') exported = statement.expression
    else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const { left, right } = statement.expression
      if (left.type === 'MemberExpression' && left.property.type === 'Identifier' && left.property.name === 'exports')
        exported = right
    }
  }
  for (let steps = 0; exported !== null && steps < 20; steps++) {
    if (exported.type === 'ObjectExpression') return exported
    exported = inside(exported, constants)
  }
  return null
}

function inside(expression: Expression, constants: ReadonlyMap<string, Expression>): Expression | null {
  switch (expression.type) {
    case 'Identifier':
      return constants.get(expression.name) ?? null
    case 'CallExpression':
      return (expression.arguments[0] as Expression | undefined) ?? null
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return expression.expression
    default:
      return null
  }
}

/** The literal texts of a key: one, or those of a list. */
function texts({ properties }: ObjectExpression, key: string): string[] {
  const found = properties.find(
    (property) =>
      property.type === 'Property' &&
      !property.computed &&
      ((property.key.type === 'Identifier' && property.key.name === key) ||
        (property.key.type === 'Literal' && property.key.value === key)),
  )
  if (found?.type !== 'Property') return []
  const values = found.value.type === 'ArrayExpression' ? found.value.elements : [found.value]
  return values.flatMap((value) => {
    if (value?.type === 'Literal' && typeof value.value === 'string') return [value.value]
    const whole = value?.type === 'TemplateLiteral' && value.expressions.length === 0 ? value.quasis[0]?.value.cooked : null
    return typeof whole === 'string' ? [whole] : []
  })
}
