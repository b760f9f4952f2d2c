import type { Plan } from '../step.ts'
import { renderPlan } from './plan.ts'
import { renderSql } from './sql.ts'
import { FILES, type FileStyle } from './styles.ts'

export interface RenderedFile {
  /** Without a folder. */
  readonly name: string
  readonly content: string
}

const RENDERERS: Readonly<Record<FileStyle, (plan: Plan) => readonly string[]>> = {
  sql: (plan) => {
    const { up, down } = renderSql(plan)
    return [up, down]
  },
  plan: (plan) => [renderPlan(plan)],
}

/** The files of a plan, in the order of `FILES`. */
export function renderFiles(style: FileStyle, plan: Plan): RenderedFile[] {
  const contents = RENDERERS[style](plan)
  return FILES[style](plan.name).map((name, at) => ({ name, content: contents[at] ?? '' }))
}
