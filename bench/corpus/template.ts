import type { Client } from 'pg'
import { withClient } from '../database.ts'
import type { Domain } from './table.ts'

const made = new Map<string, Promise<string>>()

/** The database that the domain's scenarios are copied from, made once for each server. Gives its name. */
export function templateOf(serverUrl: string, domain: Domain): Promise<string> {
  const key = `${serverUrl} ${domain.name}`
  let template = made.get(key)
  if (!template) made.set(key, (template = make(serverUrl, domain)))
  return template
}

async function make(serverUrl: string, { name, preparation }: Domain): Promise<string> {
  const database = `corpus_template_${name}`
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  await withClient(serverUrl, async (client) => {
    await client.query(`drop database if exists ${database} with (force)`)
    await client.query(`create database ${database}`)
  })
  await withClient(url.href, async (client: Client) => {
    await client.query(`create extension pg_stat_statements`)
    await client.query(`set pg_stat_statements.track = 'none'`)
    for (const message of preparation) await client.query(message)
  })
  return database
}
