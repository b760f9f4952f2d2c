import { jsonText } from './json-text.ts'
import type { Report } from './report.ts'
import type { TargetsReport } from './targets-report.ts'

/** The report as JSON. Its schema is `schemas/report.schema.json`, or `targets-report.schema.json`. */
export const renderJson = (report: Report | TargetsReport): string => jsonText(report)
