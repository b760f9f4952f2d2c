import type { Snapshot } from '../snapshot.ts'
import { asRead } from './scene.ts'

/** As if this role could select from every table. */
export const readable = (snapshot: Snapshot): Snapshot => ({
  ...asRead(snapshot, 'column-statistics'),
  relations: snapshot.relations.map((relation) => ({ ...relation, selectable: true })),
})
