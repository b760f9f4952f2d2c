import { texts } from './dialects/index.ts'
import type { Draft } from './draft.ts'
import type { Find, Row } from './find.ts'
import type { Session } from './session.ts'

/** Finds as the application does; a statement in seven is written by hand, as in every application that has a library for it. */
export function finder({ dialect, random }: Draft): (session: Session, find: Find) => Promise<readonly Row[]> {
  const words = random.chance(1 / 7) ? texts[0]! : dialect
  return (session, find) => words.find(session, find)
}
