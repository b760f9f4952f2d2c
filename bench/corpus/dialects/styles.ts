import { qualified, quote } from '../../../src/identifier.ts'
import type { Table } from '../table.ts'
import type { Style } from './style.ts'

const always = (name: string): string => `"${name}"`
/** Without the schema where the search path finds it, as people write. */
const plain = (table: Table): string => (table.schema === 'public' ? quote(table.name) : qualified(table))
const quoted = (table: Table): string =>
  table.schema === 'public' ? always(table.name) : `${always(table.schema)}.${always(table.name)}`
const initial = ({ name }: Table): string => name.slice(0, 1).toLowerCase()
const entity = ({ name }: Table): string => name.slice(0, 1).toUpperCase() + name.slice(1)

/** By hand: `select * from orders where id = $1`. */
export const byHand: Style = {
  name: 'by hand',
  capitals: false,
  source: plain,
  column: (_, name) => quote(name),
  item: (_, name) => quote(name),
  star: () => '*',
  where: (condition) => condition,
  limit: (rows) => `limit ${rows}`,
  count: (_, rest) => `select count(*) ${rest}`,
}

/** By hand with an alias and capitals: `SELECT o.id FROM orders o WHERE o.id = $1`. */
export const byHandAliased: Style = {
  ...byHand,
  name: 'by hand, aliased',
  capitals: true,
  source: (table) => `${plain(table)} ${initial(table)}`,
  column: (table, name) => `${initial(table)}.${quote(name)}`,
  item: (table, name) => `${initial(table)}.${quote(name)}`,
  star: (table) => `${initial(table)}.*`,
  limit: (rows) => `LIMIT ${rows}`,
  count: (_, rest) => `SELECT COUNT(*) ${rest}`,
}

export const knex: Style = {
  ...byHand,
  name: 'knex',
  source: quoted,
  column: (_, name) => always(name),
  item: (_, name) => always(name),
  limit: (rows, value) => `limit ${value(rows)}`,
  count: (_, rest) => `select count(*) ${rest}`,
}

const prismaTable = ({ schema, name }: Table): string => `${always(schema)}.${always(name)}`

/** Prisma counts over a subquery, and has an offset with every limit. */
export const prisma: Style = {
  name: 'prisma',
  capitals: true,
  source: prismaTable,
  column: (table, name) => `${prismaTable(table)}.${always(name)}`,
  item: (table, name) => `${prismaTable(table)}.${always(name)}`,
  where: (condition) => `(${condition} AND 1=1)`,
  limit: (rows, value) => `LIMIT ${value(rows)} OFFSET ${value(0)}`,
  count: (table, rest) =>
    `SELECT COUNT(*) AS "_count$_all" FROM (SELECT ${prismaTable(table)}.${always(table.key[0]!)} ${rest}) AS "sub"`,
}

/** With relation joins Prisma names its relations t0, t1, … */
export const prismaAliased: Style = {
  ...prisma,
  name: 'prisma, aliased',
  source: (table) => `${prismaTable(table)} AS "t1"`,
  column: (_, name) => `"t1".${always(name)}`,
  item: (_, name) => `"t1".${always(name)} AS ${always(name)}`,
  where: (condition) => condition,
  limit: (rows, value) => `LIMIT ${value(rows)}`,
  count: (_, rest) => `SELECT COUNT(*) AS "_count._all" ${rest}`,
}

export const typeorm: Style = {
  name: 'typeorm',
  capitals: true,
  source: (table) => `${quoted(table)} ${always(entity(table))}`,
  column: (table, name) => `${always(entity(table))}.${always(name)}`,
  item: (table, name) => `${always(entity(table))}.${always(name)} AS ${always(`${entity(table)}_${name}`)}`,
  where: (condition) => `((${condition}))`,
  limit: (rows) => `LIMIT ${rows}`,
  count: (_, rest) => `SELECT COUNT(1) AS "cnt" ${rest}`,
  resultName: (table, name) => `${entity(table)}_${name}`,
}

/** Its values are in the text. */
export const sequelize: Style = {
  name: 'sequelize',
  capitals: true,
  source: (table) => `${quoted(table)} AS ${always(entity(table))}`,
  column: (table, name) => `${always(entity(table))}.${always(name)}`,
  item: (_, name) => always(name),
  where: (condition) => condition,
  limit: (rows, value) => `LIMIT ${value(rows)}`,
  count: (_, rest) => `SELECT count(*) AS "count" ${rest}`,
  literals: true,
}

/** Django's get() asks for up to 21 rows, to say how many there were when it is not one; its first() has an order and asks for one. */
export const django: Style = {
  name: 'django',
  capitals: true,
  source: quoted,
  column: (table, name) => `${quoted(table)}.${always(name)}`,
  item: (table, name) => `${quoted(table)}.${always(name)}`,
  where: (condition) => condition,
  limit: (rows, _value, ordered) => `LIMIT ${rows === 1 && !ordered ? 21 : rows}`,
  count: (_, rest) => `SELECT COUNT(*) AS "__count" ${rest}`,
  literals: true,
}

export const activeRecord: Style = {
  ...django,
  name: 'active record',
  star: (table) => `${quoted(table)}.*`,
  limit: (rows, value) => `LIMIT ${value(rows)}`,
  count: (_, rest) => `SELECT COUNT(*) ${rest}`,
  literals: false,
}
