import type { Statement } from '../fix/step.ts'

/** Whether a statement fills rows: of all that a plan makes, only this takes the lock of those that write rows (explicit-locking). */
export const isFill = ({ lock }: Statement): boolean => lock?.mode === 'ROW EXCLUSIVE'
