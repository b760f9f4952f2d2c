import type { Context } from '../check.ts'
import type { Relation } from '../snapshot.ts'

/** Whether a list of the plan's table names (`speaking_attempts`, `app.users`) names this relation, after the user's name map. */
export const isNamed = (context: Context<unknown>, relation: Relation, names: readonly string[]): boolean =>
  names.some((name) => {
    const real = context.tableName(name)
    return real === relation.name || real === `${relation.schema}.${relation.name}`
  })
