import type { OpenQuestion } from '../step.ts'
import { comment, commentLines, heading } from './comment.ts'

/** What is left to people, all of it as comment: the question, what was found, and SQL to look with or to run once it is decided. */
export function questionLines(questions: readonly OpenQuestion[]): string[] {
  if (questions.length === 0) return []
  return [
    heading('Left to people'),
    ...comment('Nothing below is run. Each of these is a decision that the database cannot take.'),
    ...questions.flatMap(({ fingerprint, title, question, evidence, examples }, at) => [
      '',
      ...comment(`Question ${at + 1} of ${questions.length}: ${title}`),
      ...comment(`(${fingerprint})`, 2),
      ...comment(question, 2),
      ...evidence.flatMap((fact) => comment(`- ${fact}`, 2)),
      ...examples.flatMap((example) => ['--', ...commentLines(example, 6)]),
    ]),
    '',
  ]
}
