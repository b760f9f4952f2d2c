import { literal, qualified } from '../../identifier.ts'
import type { Name } from '../change.ts'

const text = (value: string): string => literal(value).trim()

/**
 * The state of a function for whoever wants to drop it: `absent`, so that nothing is done, while a trigger, a generated column or the body
 * of another function still needs it. PostgreSQL keeps no dependencies of bodies that are text.
 */
export function unlessUsed(name: Name, state: string): string {
  return (
    `CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid ` +
    `JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass ` +
    `AND d.deptype = 'n' AND n.nspname = ${text(name.schema)} AND p.proname = ${text(name.name)}) ` +
    `OR EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE pg_catalog.strpos(p.prosrc, ${text(`${qualified(name)}(`)}) > 0) ` +
    `THEN 'absent' ELSE ${state} END`
  )
}
