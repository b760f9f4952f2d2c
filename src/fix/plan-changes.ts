import { evaluate, prepare } from '../evaluate.ts'
import type { Finding } from '../finding.ts'
import type { Change } from './change.ts'
import { newDraft, plannedOf } from './draft.ts'
import { asAdvised, asPending, openQuestion, stillOpen } from './open-questions.ts'
import { inOrder } from './order.ts'
import { acceptIndexes } from './plan-indexes.ts'
import { accept, fixOf, type FixRequest, isPending, type Proposal, ruleOf, tableOf, type Work } from './plan-work.ts'
import type { PlannedChanges } from './planned.ts'
import type { OpenQuestion } from './step.ts'

/**
 * Changes that settle the findings, in rounds: what the checks propose is made on the snapshot, and the rules are held against the
 * result, until nothing new can be done. So a change is never planned for what another one settles, and what one newly breaks is planned
 * for as well. What is left is a question. Pure and deterministic; needs `loadParser()` to have resolved.
 */
export function planFixes(request: FixRequest): PlannedChanges {
  const { snapshot, rules, options, findings, only } = request
  const wanted = findings.filter(({ rule }) => only.length === 0 || only.includes(rule))
  const before = evaluate(snapshot, rules, options).findings
  const work: Work = {
    request,
    draft: newDraft(snapshot),
    known: new Set(before.map(({ fingerprint }) => fingerprint)),
    wanted: new Map(wanted.map((finding) => [finding.fingerprint, finding])),
    tried: new Set(),
    alsoClosed: new Map(),
    left: new Map(),
  }
  let open: readonly Finding[] = before.filter(({ fingerprint }) => work.wanted.has(fingerprint))
  for (;;) {
    const accepted = round(work, open)
    if (accepted.length === 0) break
    const left = openFindings(work)
    noteClosed(work, open, left, accepted)
    open = left
  }
  return {
    changes: inOrder(plannedOf(work.draft, rules)),
    questions: [...questionsOf(work, open), ...leftQuestions(work, open)].toSorted(byFingerprint),
    alsoClosed: [...work.alsoClosed].map(([fingerprint, by]) => ({ fingerprint, by })).toSorted(byFingerprint),
    after: work.draft.snapshot,
  }
}

const byFingerprint = (a: { readonly fingerprint: string }, b: { readonly fingerprint: string }): number =>
  a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0

/** About the indexes that are still there at the end, and that no finding is about. */
function leftQuestions({ left, draft }: Work, open: readonly Finding[]): readonly OpenQuestion[] {
  const asked = new Set(open.map(({ object: { schema, relation, name } }) => JSON.stringify([schema, relation, name])))
  return draft.snapshot.relations
    .flatMap(({ schema, name, indexes }) => indexes.map((index) => JSON.stringify([schema, name, index.name])))
    .flatMap((key) => (asked.has(key) ? [] : (left.get(key) ?? [])))
}

/**
 * What is to be settled and is not yet, by the rules: what was asked for, and what the plan itself breaks. Sorted by fingerprint. That
 * something new is declared nowhere is no breakage: its lines for the schema come with the plan.
 */
function openFindings({ request: { rules, options }, draft, wanted, known }: Work): readonly Finding[] {
  return evaluate(draft.snapshot, rules, options).findings.filter(
    ({ fingerprint, check }) => wanted.has(fingerprint) || (!known.has(fingerprint) && check !== 'drift'),
  )
}

/** Takes up the proposals that come first: columns are there before anybody judges indexes on them. Gives those that are in the plan now. */
function round(work: Work, open: readonly Finding[]): readonly Proposal[] {
  const { draft, tried, request } = work
  const run = prepare(draft.snapshot, request.rules, request.options)
  const proposals = open
    .filter(({ fingerprint }) => !tried.has(fingerprint) && !isPending(work, fingerprint))
    .flatMap((finding): readonly Proposal[] => {
      const fix = fixOf(run, finding, request)
      return fix?.kind === 'changes'
        ? [{ finding, rule: ruleOf(request, finding), changes: fix.changes, leaves: fix.leaves }]
        : []
    })
  for (const stage of STAGES) {
    const due = proposals.filter(({ changes }) => stageOf(changes) === stage)
    const accepted = stage === 'indexes' ? acceptIndexes(work, run, due) : due.filter((proposal) => accept(work, proposal))
    if (accepted.length > 0) return accepted
  }
  return []
}

/** What comes later is proposed again once the earlier is there, and sees it: a table's functions the columns, an index both. */
const STAGES = ['columns', 'objects', 'constraints', 'indexes', 'drops'] as const
type Stage = (typeof STAGES)[number]

const STAGE_OF: Readonly<Record<Change['kind'], Stage>> = {
  column: 'columns',
  'altered column': 'columns',
  extraction: 'columns',
  table: 'objects',
  function: 'objects',
  trigger: 'objects',
  constraint: 'constraints',
  validation: 'constraints',
  index: 'indexes',
  reindex: 'indexes',
  'dropped index': 'drops',
}

/** Of a finding that needs several changes, the stage of the first. */
const stageOf = (changes: readonly Change[]): Stage | undefined =>
  STAGES.find((stage) => changes.some(({ kind }) => STAGE_OF[kind] === stage))

/** Findings that are gone without changes of their own: those of this round, best on the same table, settled them. */
function noteClosed(work: Work, before: readonly Finding[], after: readonly Finding[], accepted: readonly Proposal[]): void {
  const left = new Set(after.map(({ fingerprint }) => fingerprint))
  for (const finding of before) {
    const { fingerprint } = finding
    if (left.has(fingerprint) || work.tried.has(fingerprint) || work.alsoClosed.has(fingerprint)) continue
    const by = accepted.find((each) => tableOf(each.finding) === tableOf(finding)) ?? accepted[0]
    if (by) work.alsoClosed.set(fingerprint, by.finding.fingerprint)
  }
}

function questionsOf(work: Work, open: readonly Finding[]): readonly OpenQuestion[] {
  const { draft, request, tried, wanted } = work
  const run = prepare(draft.snapshot, request.rules, request.options)
  return open.map((found) => {
    const finding = wanted.get(found.fingerprint) ?? found
    if (isPending(work, found.fingerprint)) return openQuestion(finding, asPending(finding))
    if (tried.has(found.fingerprint)) return openQuestion(finding, stillOpen(finding))
    const fix = fixOf(run, found, request)
    return openQuestion(finding, fix?.kind === 'question' ? fix : asAdvised(finding))
  })
}
