import type { Kind } from '../draft.ts'
import { handler } from '../handler.ts'

/** What a load balancer asks. */
export const healthCheck: Kind = {
  name: 'health check',
  build: (draft) => ({
    handlers: [
      handler(
        draft,
        healthCheck.name,
        draft.random.scale(100, 3000),
        async (session) => {
          await session.query('select 1')
        },
        { page: false },
      ),
    ],
    innocent: [{ kind: healthCheck.name, relation: null, columns: [] }],
  }),
}
