import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { COMMENT_SCRIPT } from '../../src/init/comment-script.ts'
import { projectFolder } from './project-folder.ts'

interface Comment {
  readonly id: number
  readonly user: { readonly type: string }
  body: string
}

const MARKER = '<!-- pte-db-audit -->'
let comments: Comment[]
let github: Server

/** The three addresses of GitHub that the script uses, with its pages. */
beforeEach(async () => {
  comments = []
  github = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const send = (value: unknown): void => void response.end(JSON.stringify(value))
    response.setHeader('content-type', 'application/json')
    if (request.method === 'GET' && pathname === '/repos/me/app/issues/7/comments') {
      const page = Number(searchParams.get('page') ?? 1)
      const size = Number(searchParams.get('per_page'))
      if (page * size < comments.length) {
        const next = `http://127.0.0.1:${(github.address() as AddressInfo).port}${pathname}?per_page=${size}&page=${page + 1}`
        response.setHeader('link', `<${next}>; rel="next"`)
      }
      return send(comments.slice((page - 1) * size, page * size))
    }
    const { body } = (await json(request)) as { body: string }
    if (request.method === 'POST' && pathname === '/repos/me/app/issues/7/comments') {
      comments.push({ id: comments.length + 1, user: { type: 'Bot' }, body })
      return send(comments.at(-1))
    }
    const [, id] = pathname.split('/repos/me/app/issues/comments/')
    const found = request.method === 'PATCH' ? comments.find((each) => each.id === Number(id)) : undefined
    if (!found) return send(void (response.statusCode = 404))
    found.body = body
    return send(found)
  })
  github.listen(0, '127.0.0.1')
  await once(github, 'listening')
})
afterEach(() => {
  vi.unstubAllEnvs()
  github.close()
})

/** As actions/github-script runs it: the body of an async function, with its own client of GitHub. */
async function comment(report: string, folder = ''): Promise<void> {
  const file = join(projectFolder({}), 'pte-db-audit.md')
  writeFileSync(file, report)
  vi.stubEnv('REPORT', file)
  vi.stubEnv('FOLDER', folder)
  const client = getOctokit('token', { baseUrl: `http://127.0.0.1:${(github.address() as AddressInfo).port}` })
  const context = { repo: { owner: 'me', repo: 'app' }, issue: { number: 7 } }
  // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval -- it is what the action does
  const script = new Function('github', 'context', 'require', `return (async () => {${COMMENT_SCRIPT}\n})()`)
  await (script(client, context, createRequire(import.meta.url)) as Promise<void>)
}

const other = (count: number): Comment[] =>
  Array.from({ length: count }, (_, at) => ({ id: 1000 + at, user: { type: 'User' }, body: `${MARKER} says a person` }))

test('one comment, which is kept up to date', async () => {
  await comment(`${MARKER}\n3 errors`)
  await comment(`${MARKER}\nnothing`)
  expect(comments.map(({ body }) => body)).toEqual([`${MARKER}\nnothing`])
})

test('it is found on a later page, and nobody else is written over', async () => {
  comments = [...other(250), { id: 5, user: { type: 'Bot' }, body: `${MARKER}\nold` }]
  await comment(`${MARKER}\nnew`)
  expect(comments).toHaveLength(251)
  expect(comments.at(-1)?.body).toBe(`${MARKER}\nnew`)
})

test('another bot that quotes the marker is none of ours', async () => {
  comments = [{ id: 5, user: { type: 'Bot' }, body: `> ${MARKER}` }]
  await comment(`${MARKER}\nnew`)
  expect(comments.map(({ body }) => body)).toEqual([`> ${MARKER}`, `${MARKER}\nnew`])
})

test('each folder has its own', async () => {
  await comment(`${MARKER}\nroot`)
  await comment(`${MARKER}\napi`, 'apps/api')
  await comment(`${MARKER}\nweb`, 'apps/web')
  await comment(`${MARKER}\napi again`, 'apps/api')
  expect(comments.map(({ body }) => body)).toEqual([
    `${MARKER}\nroot`,
    `<!-- pte-db-audit apps/api -->\n${MARKER}\napi again`,
    `<!-- pte-db-audit apps/web -->\n${MARKER}\nweb`,
  ])
})

test('what would be too long for GitHub is cut', async () => {
  await comment(`${MARKER}\n${'x'.repeat(70_000)}`)
  expect(comments[0]?.body.length).toBeLessThan(65_536)
  expect(comments[0]?.body).toContain('summary of the job')
})

test('nothing in a report is run', async () => {
  const hostile = `${MARKER}\n\`); process.exit(3) //\${process.exit(3)}`
  await comment(hostile)
  expect(comments[0]?.body).toBe(hostile)
})
