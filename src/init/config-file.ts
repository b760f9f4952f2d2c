import { joined } from './joined.ts'

/** `pte-db-audit.yaml` for a start; `modules` is the folder, from the file's own, in whose node_modules pte-db-audit is. */
export const configFile = (modules: string): string => `# yaml-language-server: $schema=${schemaPath(modules)}
# What pte-db-audit holds this database against. Every key may be left out; the README has them all under "Configuration".

# Your names, where they differ from the plan's: rules about users are then held against app_user.
# names:
#   tables: { users: app_user }
#   columns: { user_id: userId }

# Rules of your own, files or folders, beside those of the plan.
# rules: [audit/]

# A rule that does not fit is weighed differently, or switched off with the reason.
# overrides:
#   monitoring-replica: { off: true, reason: one server is enough }

# From which severity on a run fails: error, warn, info or never.
failOn: error
`

const schemaPath = (modules: string): string =>
  `${modules.startsWith('..') ? '' : './'}${joined(modules, 'node_modules/pte-db-audit/schemas/config.schema.json')}`
