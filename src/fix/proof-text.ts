import { count } from '../report/counts.ts'
import type { Proof } from './step.ts'

/** What came of a proof, in one line without a full stop. */
export function proofText({ outcome, on, statements, closed }: Proof): string {
  const where = on === null ? '' : ` on ${on}`
  const ran = `${where}: ${count(statements, 'statement')}, ${count(closed.length, 'finding')} closed`
  switch (outcome) {
    case 'proven':
      return `PROVEN${ran}, rollback exact`
    case 'partly':
      return `PROVEN IN PART${ran}, rollback exact`
    case 'failed':
      return `NOT PROVEN: it failed${where}`
    case 'not tried':
      return 'NOT PROVEN: it was not tried'
  }
}
