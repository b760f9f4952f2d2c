import { qualified, quote } from '../../identifier.ts'
import type { ForeignKey } from '../change.ts'

/** `FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE` */
export function foreignKeyDefinition({ columns, references, to, onDelete }: ForeignKey): string {
  const action = onDelete === 'no action' ? '' : ` ON DELETE ${onDelete.toUpperCase()}`
  return `FOREIGN KEY (${columns.map(quote).join(', ')}) REFERENCES ${qualified(references)} (${to.map(quote).join(', ')})${action}`
}
