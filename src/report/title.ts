import type { Report } from './report.ts'

/** Which tool looked at what: `pte-db-audit 0.1.0 · app on db.example.com:5432 · PostgreSQL 15.18`. */
export function title({ tool, source }: Report): string {
  // `15.18 (Debian 15.18-0+deb12u1)`: the packager's part says nothing to a reader.
  const version = source.server.version.split(' ')[0]
  return `${tool.name} ${tool.version} · ${source.label} · PostgreSQL ${version}${source.server.embedded ? ', embedded' : ''}`
}
