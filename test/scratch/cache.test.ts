import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cacheFolder, cacheKey, readCache, writeCache } from '../../src/scratch/cache.ts'

let folder: string
const before = process.env['PTE_DB_AUDIT_CACHE']
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pte-cache-'))
  process.env['PTE_DB_AUDIT_CACHE'] = join(folder, 'made on demand')
})
afterEach(() => {
  if (before === undefined) delete process.env['PTE_DB_AUDIT_CACHE']
  else process.env['PTE_DB_AUDIT_CACHE'] = before
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

test('gives back what was written, and leaves nothing else behind', () => {
  expect(readCache('a')).toBeNull()
  writeCache('a', new Uint8Array([1, 2, 3]))
  expect([...(readCache('a') ?? [])]).toEqual([1, 2, 3])
  expect(readdirSync(join(folder, 'made on demand'))).toEqual(['a.gz'])
})

test('a file that is cut short or no gzip is removed and made again', () => {
  writeCache('a', new Uint8Array(1000).fill(7))
  const file = join(folder, 'made on demand', 'a.gz')
  writeFileSync(file, 'not gzip')
  expect(readCache('a')).toBeNull()
  expect(readdirSync(join(folder, 'made on demand'))).toEqual([])
})

test('a folder that cannot be used means no cache, silently', () => {
  writeFileSync(join(folder, 'file'), '')
  process.env['PTE_DB_AUDIT_CACHE'] = join(folder, 'file', 'below')
  writeCache('a', new Uint8Array([1]))
  expect(readCache('a')).toBeNull()
  process.env['PTE_DB_AUDIT_CACHE'] = ''
  writeCache('a', new Uint8Array([1]))
  expect(readCache('a')).toBeNull()
})

test('the key changes with any input, and with where one ends and the next begins', () => {
  const keys = [cacheKey('x', 'ab', 'c'), cacheKey('x', 'a', 'bc'), cacheKey('x', 'ab'), cacheKey('y', 'ab', 'c')]
  expect(new Set(keys).size).toBe(4)
  expect(cacheKey('x', 'ab', 'c')).toBe(keys[0])
})

test('the folder is the one the system keeps caches in', () => {
  expect(cacheFolder({ PTE_DB_AUDIT_CACHE: '' })).toBeNull()
  expect(cacheFolder({ PTE_DB_AUDIT_CACHE: '/somewhere' })).toBe('/somewhere')
  if (process.platform === 'linux') expect(cacheFolder({ XDG_CACHE_HOME: '/caches' })).toBe(join('/caches', 'pte-db-audit'))
})
