import { choice, computed, key, number, reference, text, time, unique } from '../columns.ts'
import { domain, table } from '../domain.ts'
import type { Reference } from '../table.ts'
import { platform, platformRoles } from './platform.ts'

/** Rows of one tenant refer to rows of the same: every table counts its tenants alike. */
const TENANTS = 10
const tenant = computed('tenant_id', 'integer', 'plain', (n) => `1 + (${n} - 1) % ${TENANTS}`)
const own = computed('id', 'bigint', 'key', (n) => n)
const KEY = ['tenant_id', 'id']

const inTenant = (name: string, rows: number, salt: number): ReturnType<typeof computed> =>
  computed(
    name,
    'bigint',
    'reference',
    (n) => `1 + (${n} - 1) % ${TENANTS} + ${TENANTS} * demo_pick(${n}, ${salt}, ${rows / TENANTS})`,
  )

const to = (relation: string, column: string): Reference => ({
  columns: ['tenant_id', column],
  table: relation,
  to: KEY,
  declared: true,
})

/** A CRM of several tenants: every key is a pair of tenant and number, in two schemas. */
export const crm = domain(
  'crm',
  [
    table('people', 200, [key('id', 'uuid'), unique('email'), text('name'), time('created_at')]),
    table('accounts', 400, [tenant, own, text('name'), choice('segment', ['small', 'large', 'public']), time('created_at')], {
      key: KEY,
    }),
    table('contacts', 1500, [tenant, own, inTenant('account_id', 400, 1), text('name'), unique('email'), time('created_at')], {
      key: KEY,
      references: [to('accounts', 'account_id')],
    }),
    table(
      'sales.deals',
      2000,
      [
        tenant,
        own,
        inTenant('account_id', 400, 2),
        inTenant('contact_id', 1500, 3),
        reference('owner_id', 'people'),
        choice('stage', ['lead', 'offer', 'won', 'lost']),
        number('amount'),
        time('created_at'),
      ],
      { key: KEY, references: [to('accounts', 'account_id'), to('contacts', 'contact_id')] },
    ),
    table(
      'sales.activities',
      4000,
      [
        tenant,
        own,
        inTenant('deal_id', 2000, 4),
        reference('person_id', 'people', { nullEvery: 3 }),
        text('note'),
        time('created_at'),
      ],
      { key: KEY, references: [to('sales.deals', 'deal_id')] },
    ),
    table('sales.offers', 1000, [tenant, own, inTenant('deal_id', 2000, 5), number('amount'), time('created_at')], {
      key: KEY,
      references: [to('sales.deals', 'deal_id')],
    }),
    ...platform('people'),
  ],
  platformRoles('people'),
)
