import { readAccess, type Access } from '../collect/access.ts'
import { isRefusal } from '../collect/statement-error.ts'
import { affectedRules } from '../doctor/affected-rules.ts'
import { connectionFacts } from '../doctor/connection-facts.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { renderDiagnosis } from '../doctor/render.ts'
import { serviceNamed } from '../doctor/service.ts'
import type { Scene } from '../doctor/scene.ts'
import { ExitCode } from '../exit-code.ts'
import { readConfig } from '../rules/config.ts'
import { connect, describeTarget, type ServerConnection } from '../source/server.ts'
import { targetsOf } from '../targets.ts'
import { version } from '../version.ts'
import type { DoctorOptions } from './doctor-options.ts'
import { columnsOf, wantsColor, type Io } from './io.ts'
import { progressOn } from './progress.ts'
import { readSource } from './read-source.ts'
import { settingsOf } from './settings.ts'

/** Connects as `check` would, collects as `check` would, and says what it could not see, what that costs and how it is mended. */
export async function doctor(url: string | undefined, options: DoctorOptions, io: Io): Promise<ExitCode> {
  const progress = progressOn(io, options.quiet === true)
  const config = await readConfig(io.cwd, options.config)
  const settings = settingsOf(options, config.config)
  progress.step('connecting…')
  const target = describeTarget(url, io.env)
  const connection = await connect(url, io.env, { signal: io.signal })
  try {
    const access = await accessOf(connection, settings)
    const opened = { connection, source: { kind: 'server', label: target } as const, notes: [], standIns: [], migrations: [] }
    const origin = { kind: 'server', target: url, migrations: undefined } as const
    const { snapshot, rules } = await readSource({ origin, options, io, progress, opening: Promise.resolve(opened) }, config, {
      only: [],
      skip: [],
      severity: [],
    })
    const scene: Scene = {
      access,
      snapshot,
      tables: [...targetsOf(snapshot, settings.evaluate.names, settings.evaluate.schemas).of('*')],
      service: serviceNamed(snapshot.server.managed),
      affected: affectedRules(snapshot, rules, settings.evaluate),
      refused: Object.entries(snapshot.answers).flatMap(([key, answer]) =>
        'error' in answer && isRefusal(answer.error) ? [key] : [],
      ),
      checkData: settings.checkData,
    }
    const { tls, processId, host } = connection
    const facts = connectionFacts(scene, { target, tls, processId, port: host.socket ? null : host.port })
    const diagnosis = diagnose(scene)
    progress.clear()
    const color = wantsColor(io, options.color)
    io.stdout.write(
      options.json
        ? `${JSON.stringify({ version: 1, tool: version(), connection: facts, ...diagnosis }, null, 2)}\n`
        : renderDiagnosis(facts, diagnosis, scene.service, { columns: columnsOf(io), color }),
    )
    return diagnosis.ready ? ExitCode.clean : ExitCode.findings
  } catch (thrown) {
    progress.clear()
    await connection.close()
    throw thrown
  }
}

const accessOf = (
  connection: ServerConnection,
  { evaluate, statementTimeout, lockTimeout }: ReturnType<typeof settingsOf>,
): Promise<Access> => readAccess(connection, { statementTimeout, lockTimeout }, evaluate.schemas)
