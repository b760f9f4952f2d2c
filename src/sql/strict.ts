/**
 * Functions of pg_catalog that give null for null, whatever the types of their arguments (pg_proc.proisstrict of all of a name).
 * One that is not here is only like itself.
 */
export const STRICT_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs array_length array_lower array_ndims array_upper ascii bit_length btrim cardinality cbrt ceil ceiling char_length character_length chr ' +
    'date_part date_trunc decode degrees div encode exp extract floor initcap isfinite jsonb_array_length jsonb_extract_path ' +
    'jsonb_extract_path_text jsonb_typeof left length ln log lower lpad ltrim make_date md5 mod octet_length overlay position power radians ' +
    'regexp_replace repeat replace reverse right round rpad rtrim sign split_part sqrt starts_with strpos substr substring timezone to_char ' +
    'to_date to_hex to_timestamp to_tsquery to_tsvector translate trunc upper'
  ).split(' '),
)
