import { choice, key, number, reference, text, time, unique } from '../columns.ts'
import { domain, table } from '../domain.ts'
import { platform, platformRoles } from './platform.ts'

/** A fleet of vehicles in three schemas; `events` is there twice. */
export const fleet = domain(
  'fleet',
  [
    table('drivers', 200, [key('id', 'text'), unique('licence'), text('name'), time('created_at')]),
    table('assets.models', 35, [key('id', 'integer'), text('name'), number('range')]),
    table('assets.vehicles', 500, [
      key('id', 'text'),
      reference('model_id', 'assets.models'),
      unique('plate'),
      choice('state', ['ready', 'driving', 'repair']),
      time('bought_at'),
    ]),
    table('assets.events', 3500, [
      key('id', 'bigint'),
      reference('vehicle_id', 'assets.vehicles'),
      choice('kind', ['door', 'fuel', 'alarm']),
      time('created_at'),
    ]),
    table('trips', 2500, [
      key('id', 'bigint'),
      reference('vehicle_id', 'assets.vehicles'),
      reference('driver_id', 'drivers', { nullEvery: 6 }),
      choice('status', ['planned', 'running', 'done']),
      number('distance'),
      time('started_at'),
    ]),
    table('billing.invoices', 1500, [
      key('id', 'bigint'),
      reference('trip_id', 'trips'),
      choice('status', ['open', 'paid']),
      number('amount'),
      time('created_at'),
    ]),
    table('billing.events', 2500, [
      key('id', 'bigint'),
      reference('invoice_id', 'billing.invoices'),
      choice('kind', ['sent', 'opened', 'reminded']),
      time('created_at'),
    ]),
    ...platform('drivers'),
  ],
  platformRoles('drivers'),
)
