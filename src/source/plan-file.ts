import { existsSync, readFileSync } from 'node:fs'
import { AuditError, messageOf } from '../errors.ts'
import type { Plan } from '../fix/step.ts'

const FORMAT: Plan['format'] = 'pte-db-audit plan'
const VERSION: Plan['version'] = 1
const REMEDY = 'write it again with pte-db-audit fix --style plan'

/** Reads and validates a written plan. Throws AuditError (source) that says what is wrong with the file and where. */
export async function readPlan(path: string): Promise<Plan> {
  if (path.includes(':/') && !existsSync(path))
    throw new AuditError('usage', 'The plan comes first, then the URL. Write: pte-db-audit apply <plan> <url>')
  const content = readContent(path)
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (thrown) {
    const cut = content.trimStart().startsWith('{')
    throw cut
      ? broken(path, `is cut off or damaged (${messageOf(thrown).slice(0, 120)})`, thrown)
      : broken(path, 'is no plan of pte-db-audit', thrown)
  }
  const head = (typeof value === 'object' && value !== null ? value : {}) as { format?: unknown; version?: unknown }
  if (head.format !== FORMAT) throw broken(path, 'is no plan of pte-db-audit')
  if (typeof head.version === 'number' && head.version > VERSION)
    throw new AuditError(
      'source',
      `${path} is a plan of version ${head.version}, and this pte-db-audit reads version ${VERSION}: update pte-db-audit`,
    )
  const [{ safeParse, getDotPath }, { planSchema }] = await Promise.all([import('valibot'), import('../fix/plan-schema.ts')])
  const result = safeParse(planSchema, value, { abortEarly: true })
  if (result.success) return result.output
  const issue = result.issues[0]
  throw broken(path, `has the wrong shape at ${getDotPath(issue) ?? 'its top'}: ${issue.message}`)
}

const broken = (path: string, what: string, cause?: unknown): AuditError =>
  new AuditError('source', `${path} ${what}: ${REMEDY}`, { cause })

function readContent(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ENOENT')
      throw new AuditError(
        'source',
        `there is no file ${path}: give the path of a plan, which pte-db-audit fix --style plan writes`,
        { cause: thrown },
      )
    if (code === 'EISDIR') throw new AuditError('source', `${path} is a directory: give the plan's file`, { cause: thrown })
    throw new AuditError('source', `${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
}
