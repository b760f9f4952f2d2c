import type { Dialect } from './dialect.ts'
import type { DrizzleSchema } from './drizzle-schema.ts'
import { drizzleBuilder, drizzleRelational } from './drizzle.ts'
import { activeRecord, byHand, byHandAliased, django, knex, prisma, prismaAliased, sequelize, typeorm } from './styles.ts'
import { textDialect } from './text.ts'

const styles = [byHand, byHandAliased, knex, prisma, prismaAliased, typeorm, sequelize, django, activeRecord]

export const texts: readonly Dialect[] = styles.map(textDialect)

/** Every dialect an application of this schema can be written in; Drizzle's two are there more than once to come up more often. */
export const dialectsOf = (schema: DrizzleSchema): readonly Dialect[] => {
  const drizzle = [drizzleBuilder(schema), drizzleRelational(schema)]
  return [...texts, ...drizzle, ...drizzle, ...drizzle]
}
