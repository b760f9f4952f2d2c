import { jsonText } from './json-text.ts'
import type { Report } from './report.ts'

/** The report as JSON. Its schema is `schemas/report.schema.json`. */
export const renderJson = (report: Report): string => jsonText(report)
