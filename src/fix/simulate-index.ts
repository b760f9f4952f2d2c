import type { Column, Index, IndexKey, Relation, Snapshot } from '../snapshot.ts'
import type { IndexKeyDefinition, NewIndex } from './change.ts'

/** Types whose default operator class of btree has a family of its own name: `money_ops` of `money_ops` (pg_opclass.dat). */
const OWN_FAMILY: Readonly<Record<string, string>> = {
  '"bit"': 'bit_ops',
  '"char"': 'char_ops',
  'bit varying': 'varbit_ops',
  boolean: 'bool_ops',
  bpchar: 'bpchar_ops',
  bytea: 'bytea_ops',
  interval: 'interval_ops',
  jsonb: 'jsonb_ops',
  macaddr: 'macaddr_ops',
  macaddr8: 'macaddr8_ops',
  money: 'money_ops',
  numeric: 'numeric_ops',
  oid: 'oid_ops',
  oidvector: 'oidvector_ops',
  pg_lsn: 'pg_lsn_ops',
  tid: 'tid_ops',
  'time with time zone': 'timetz_ops',
  'time without time zone': 'time_ops',
  tsquery: 'tsquery_ops',
  tsvector: 'tsvector_ops',
  uuid: 'uuid_ops',
  xid8: 'xid8_ops',
}
type Operators = readonly [opclass: string, family: string]
/** Those that share a family with other types. */
const SHARED_FAMILY: Readonly<Record<string, Operators>> = {
  bigint: ['int8_ops', 'integer_ops'],
  'character varying': ['text_ops', 'text_ops'],
  date: ['date_ops', 'datetime_ops'],
  'double precision': ['float8_ops', 'float_ops'],
  inet: ['inet_ops', 'network_ops'],
  integer: ['int4_ops', 'integer_ops'],
  name: ['name_ops', 'text_ops'],
  real: ['float4_ops', 'float_ops'],
  smallint: ['int2_ops', 'integer_ops'],
  text: ['text_ops', 'text_ops'],
  'timestamp with time zone': ['timestamptz_ops', 'datetime_ops'],
  'timestamp without time zone': ['timestamp_ops', 'datetime_ops'],
}
const ARRAYS: Operators = ['array_ops', 'array_ops']
const BY_CATEGORY: Readonly<Record<string, Operators>> = { A: ARRAYS, E: ['enum_ops', 'enum_ops'], R: ['range_ops', 'range_ops'] }
const UNKNOWN: Operators = ['unknown', 'unknown']

/** An index as the collector will find it once it is built. `name` is settled. */
export function indexOf(snapshot: Snapshot, relation: Relation, change: NewIndex & { readonly name: string }): Index {
  const { name, method, unique, include, predicate } = change
  return {
    name,
    method,
    keys: change.keys.map((key) => keyOf(snapshot, relation, method, key)),
    include,
    unique,
    nullsNotDistinct: false,
    primary: false,
    exclusion: false,
    immediate: true,
    predicate,
    valid: true,
    ready: true,
    building: false,
    constraint: null,
    supportsForeignKey: false,
    replicaIdentity: false,
    clustered: false,
    attachedTo: null,
    options: [],
    bytes: 0,
    statistics: { scans: 0, tuplesRead: 0, tuplesFetched: 0, lastScan: null },
  }
}

/** A key of the column's own operator class and collation: a plan asks for no other. */
export function keyOf(snapshot: Snapshot, relation: Relation, method: string, key: IndexKeyDefinition): IndexKey {
  const [opclass, opfamily] = operatorsOf(snapshot, relation, method, key.column)
  return {
    column: key.column,
    expression: key.column === null ? key.sql : null,
    opclass,
    opfamily,
    defaultFamily: true,
    opclassOptions: null,
    collation: null,
    descending: key.descending,
    nullsFirst: key.nullsFirst,
  }
}

function operatorsOf(snapshot: Snapshot, relation: Relation, method: string, name: string | null): Operators {
  const column = relation.columns.find((each) => each.name === name)
  if (!column) return UNKNOWN
  const { baseType } = column
  const own = OWN_FAMILY[baseType]
  const known = method === 'btree' ? btreeOperators(own, column) : method === 'gin' ? ginOperators(own, column) : undefined
  return known ?? asElsewhere(snapshot, method, baseType)
}

const btreeOperators = (own: string | undefined, { baseType, category }: Column): Operators | undefined =>
  own === undefined ? (SHARED_FAMILY[baseType] ?? BY_CATEGORY[category]) : [own, own]

const ginOperators = (own: string | undefined, { baseType, category }: Column): Operators | undefined => {
  if (category === 'A') return ARRAYS
  return own !== undefined && (baseType === 'jsonb' || baseType === 'tsvector') ? [own, own] : undefined
}

/** What an extension brings, and rarer methods, are known from the indexes that are there. */
function asElsewhere({ relations }: Snapshot, method: string, baseType: string): Operators {
  for (const { columns, indexes } of relations) {
    const named = new Set(columns.filter((column) => column.baseType === baseType).map(({ name }) => name))
    if (named.size === 0) continue
    for (const index of indexes) {
      const like =
        index.method === method ? index.keys.find((key) => key.defaultFamily && named.has(key.column ?? '')) : undefined
      if (like) return [like.opclass, like.opfamily]
    }
  }
  return UNKNOWN
}
