import { MAJORS } from '../server.ts'
import type { Major } from '../server.ts'

/** Oldest and newest by default; `npm run test:matrix` asks for all. */
export const majorsUnderTest: readonly Major[] = process.env['PTE_DB_AUDIT_ALL_MAJORS'] ? MAJORS : [13, 18]
