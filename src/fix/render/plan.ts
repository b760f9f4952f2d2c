import { parse } from 'valibot'
import { planSchema } from '../plan-schema.ts'
import type { Plan } from '../step.ts'

/** A plan as JSON, members in the order of the format: the same plan gives the same bytes. */
export const renderPlan = (plan: Plan): string => `${JSON.stringify(parse(planSchema, plan), null, 2)}\n`
