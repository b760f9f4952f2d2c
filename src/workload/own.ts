/** Why a statement of this tool is left out of the workload: it is no part of what people do. */
export const OWN = 'pte-db-audit sent it'
