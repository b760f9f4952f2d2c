import { choice, computed, key, number, reference, text, time, unique } from '../columns.ts'
import { domain, table } from '../domain.ts'
import { platform, platformRoles } from './platform.ts'

/** A shop: bigint keys, a tree of categories, lines of orders with a key of two columns that parcels refer to. */
export const shop = domain(
  'shop',
  [
    table('customers', 300, [
      key('id', 'bigint'),
      unique('email'),
      text('name'),
      choice('tier', ['basic', 'plus', 'pro']),
      time('created_at'),
    ]),
    table('categories', 60, [
      key('id', 'bigint'),
      reference('parent_id', 'categories', { nullEvery: 4 }),
      text('name'),
      unique('slug'),
    ]),
    table('brands', 40, [key('id', 'bigint'), text('name'), unique('slug')]),
    table('products', 800, [
      key('id', 'bigint'),
      reference('category_id', 'categories'),
      reference('brand_id', 'brands', { nullEvery: 4 }),
      unique('sku'),
      text('title'),
      number('price'),
      choice('status', ['active', 'draft', 'retired']),
      time('created_at'),
    ]),
    table('orders', 3000, [
      key('id', 'bigint'),
      reference('customer_id', 'customers'),
      choice('status', ['new', 'paid', 'shipped', 'returned']),
      number('total'),
      time('created_at'),
    ]),
    table(
      'order_lines',
      9000,
      [
        computed('order_id', 'bigint', 'reference', (n) => `1 + (${n} - 1) / 3`),
        computed('line_no', 'integer', 'key', (n) => `1 + (${n} - 1) % 3`),
        reference('product_id', 'products'),
        number('quantity'),
      ],
      { key: ['order_id', 'line_no'], references: [{ columns: ['order_id'], table: 'orders', to: ['id'], declared: true }] },
    ),
    table(
      'parcels',
      1500,
      [
        key('id', 'bigint'),
        computed('order_id', 'bigint', 'reference', (n) => `1 + (${n} * 5 - 1) / 3`),
        computed('line_no', 'integer', 'reference', (n) => `1 + (${n} * 5 - 1) % 3`),
        choice('carrier', ['dhl', 'ups', 'post']),
        time('created_at'),
      ],
      {
        references: [{ columns: ['order_id', 'line_no'], table: 'order_lines', to: ['order_id', 'line_no'], declared: true }],
      },
    ),
    table('reviews', 2400, [
      key('id', 'bigint'),
      reference('product_id', 'products'),
      reference('customer_id', 'customers'),
      number('stars'),
      text('body'),
      time('created_at'),
    ]),
    table('addresses', 450, [key('id', 'bigint'), reference('customer_id', 'customers'), text('city'), time('created_at')]),
    ...platform('customers'),
  ],
  platformRoles('customers'),
)
