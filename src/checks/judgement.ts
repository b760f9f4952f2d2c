import type { Outcome } from '../check.ts'

/** An outcome without what it is about: what a check concludes once that is settled. */
export type Judgement = Outcome extends infer Each ? (Each extends Outcome ? Omit<Each, 'object' | 'subject'> : never) : never
