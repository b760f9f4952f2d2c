import type { DatabaseError } from '../../scratch/database-error.ts'

/** What the embedded PostgreSQL's extensions bring, by the name a migration uses: for schemas that leave CREATE EXTENSION to somebody else. */
const TYPES: Readonly<Record<string, string>> = {
  vector: 'vector',
  halfvec: 'vector',
  sparsevec: 'vector',
  citext: 'citext',
  hstore: 'hstore',
  ltree: 'ltree',
  lquery: 'ltree',
  ltxtquery: 'ltree',
  cube: 'cube',
  seg: 'seg',
  query_int: 'intarray',
  earth: 'earthdistance',
  ean13: 'isn',
  isbn: 'isn',
  isbn13: 'isn',
  issn: 'isn',
}

const FUNCTIONS: Readonly<Record<string, string>> = {
  uuid_generate_v1: 'uuid-ossp',
  uuid_generate_v1mc: 'uuid-ossp',
  uuid_generate_v3: 'uuid-ossp',
  uuid_generate_v4: 'uuid-ossp',
  uuid_generate_v5: 'uuid-ossp',
  uuid_nil: 'uuid-ossp',
  gen_random_bytes: 'pgcrypto',
  gen_salt: 'pgcrypto',
  crypt: 'pgcrypto',
  digest: 'pgcrypto',
  hmac: 'pgcrypto',
  pgp_sym_encrypt: 'pgcrypto',
  pgp_sym_decrypt: 'pgcrypto',
  similarity: 'pg_trgm',
  word_similarity: 'pg_trgm',
  show_trgm: 'pg_trgm',
  unaccent: 'unaccent',
  levenshtein: 'fuzzystrmatch',
  soundex: 'fuzzystrmatch',
  metaphone: 'fuzzystrmatch',
  dmetaphone: 'fuzzystrmatch',
  crosstab: 'tablefunc',
  moddatetime: 'moddatetime',
}

const OPERATOR_CLASSES: Readonly<Record<string, string>> = {
  gin_trgm_ops: 'pg_trgm',
  gist_trgm_ops: 'pg_trgm',
  gin__int_ops: 'intarray',
  gist__int_ops: 'intarray',
  gist_ltree_ops: 'ltree',
  vector_l2_ops: 'vector',
  vector_ip_ops: 'vector',
  vector_cosine_ops: 'vector',
  vector_l1_ops: 'vector',
  halfvec_l2_ops: 'vector',
  halfvec_ip_ops: 'vector',
  halfvec_cosine_ops: 'vector',
  bit_hamming_ops: 'vector',
}

const ACCESS_METHODS: Readonly<Record<string, string>> = { hnsw: 'vector', ivfflat: 'vector', bloom: 'bloom' }

/** Scalar types have no default GIN or GiST operator class until these are there; exclusion constraints need them. */
const DEFAULT_CLASSES: Readonly<Record<string, string>> = { gin: 'btree_gin', gist: 'btree_gist' }

export interface Provided {
  readonly extension: string
  /** What the statement asked for, as PostgreSQL named it: `type "vector"`. */
  readonly wanted: string
  /** The schema it was looked for in, when the statement named one. */
  readonly schema: string | null
}

/** The extension that would have made a statement succeed, told from what PostgreSQL says it lacks; null when it lacks something else. */
export function providerOf(error: DatabaseError): Provided | null {
  const { code, message } = error
  if (code === '42883' && message.startsWith('function ')) {
    const name = message.slice('function '.length, message.indexOf('('))
    return named(FUNCTIONS, name, `function ${name}()`)
  }
  if (code !== '42704') return null
  const [before = '', name = '', , method = ''] = message.split('"')
  if (before === 'type ') return named(TYPES, name.replaceAll('[]', ''), `type "${name}"`)
  if (before === 'operator class ') return named(OPERATOR_CLASSES, name, `operator class "${name}" for ${method}`)
  if (before === 'access method ') return named(ACCESS_METHODS, name, `access method "${name}"`)
  if (before.endsWith(' has no default operator class for access method '))
    return named(DEFAULT_CLASSES, name, `an operator class for ${name}`)
  return null
}

function named(table: Readonly<Record<string, string>>, qualified: string, wanted: string): Provided | null {
  const dot = qualified.lastIndexOf('.')
  const name = qualified.slice(dot + 1)
  const extension = Object.hasOwn(table, name) ? table[name] : undefined
  return extension ? { extension, wanted, schema: dot > 0 ? qualified.slice(0, dot) : null } : null
}
