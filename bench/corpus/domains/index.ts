import type { Domain } from '../table.ts'
import { blog } from './blog.ts'
import { chat } from './chat.ts'
import { crm } from './crm.ts'
import { fleet } from './fleet.ts'
import { pte } from './pte.ts'
import { shop } from './shop.ts'
import { tickets } from './tickets.ts'

export const domains: readonly Domain[] = [pte, shop, blog, crm, tickets, chat, fleet]
