// The least that an auditor written for node can cost: start, load node-postgres, connect, ask one thing.
import { Client } from 'pg'

const client = new Client({ connectionString: process.argv[2] })
await client.connect()
await client.query('select 1')
await client.end()
