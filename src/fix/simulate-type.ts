import type { Column, Snapshot } from '../snapshot.ts'
import { qualified } from '../identifier.ts'

/** pg_type.typcategory of the types that format_type prints without a schema. */
const CATEGORIES: Readonly<Record<string, string>> = {
  boolean: 'B',
  smallint: 'N',
  integer: 'N',
  bigint: 'N',
  numeric: 'N',
  real: 'N',
  'double precision': 'N',
  money: 'N',
  oid: 'N',
  text: 'S',
  'character varying': 'S',
  bpchar: 'S',
  name: 'S',
  date: 'D',
  'timestamp without time zone': 'D',
  'timestamp with time zone': 'D',
  'time without time zone': 'D',
  'time with time zone': 'D',
  interval: 'T',
  inet: 'I',
  cidr: 'I',
  bit: 'V',
  'bit varying': 'V',
  int4range: 'R',
  int8range: 'R',
  numrange: 'R',
  daterange: 'R',
  tsrange: 'R',
  tstzrange: 'R',
}

export type TypeFacts = Pick<Column, 'baseType' | 'category' | 'domain'>

/** What the collector would say of a type that is written as `format_type` prints it: through domains, without its modifier. */
export function typeFacts(snapshot: Snapshot, type: string): TypeFacts {
  const domain = snapshot.domains.find((each) => qualified(each) === type)
  if (domain) {
    const { baseType, category } = typeFacts(snapshot, domain.type)
    return { baseType, category, domain: { schema: domain.schema, name: domain.name } }
  }
  const bare = withoutModifier(type)
  const baseType = bare === 'character' ? 'bpchar' : bare
  if (snapshot.enums.some((each) => qualified(each) === type)) return { baseType, category: 'E', domain: null }
  if (baseType.endsWith('[]')) return { baseType, category: 'A', domain: null }
  const category = CATEGORIES[baseType] ?? likeColumn(snapshot, type)?.category ?? 'U'
  return { baseType, category, domain: null }
}

/** A type of an extension's is known from the columns that have it already. */
const likeColumn = ({ relations }: Snapshot, type: string): Column | undefined =>
  relations.flatMap(({ columns }) => columns).find((column) => column.type === type)

/** `numeric(5,2)[]` → `numeric[]`, `timestamp(3) without time zone` → `timestamp without time zone`. */
function withoutModifier(type: string): string {
  const open = type.lastIndexOf('"') < type.indexOf('(') ? type.indexOf('(') : -1
  return open === -1 ? type : type.slice(0, open) + type.slice(type.indexOf(')', open) + 1)
}
