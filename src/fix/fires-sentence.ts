import type { BackfillStep } from './step.ts'

/** `Each filled row fires touch: public.touch, which sets updated_at; audit: public.audit.` Empty when nothing fires. */
export const firesSentence = ({ fires }: BackfillStep): string =>
  fires.length === 0 ? '' : `Each filled row fires ${fires.join('; ')}.`
