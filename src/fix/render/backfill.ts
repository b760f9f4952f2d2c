import { literal, qualified, quote } from '../../identifier.ts'
import { printable } from '../../report/printable.ts'
import { dollarQuote } from '../guards.ts'
import { type BackfillStep, STILL_LACKING } from '../step.ts'

/** Tries of a batch whose rows others hold; the pauses between them grow to 5 s. */
const TRIES = 30

/**
 * A backfill as one DO block that commits after each batch; it must not be sent inside a transaction. It goes through the key in ranges
 * and changes only rows that lack something, so that it may be broken off and run again. A batch whose rows are locked is rolled back and
 * tried again, holding nothing in between.
 */
export function backfillBlock(step: BackfillStep): string {
  const body = step.key.length === 0 ? wholeTable(step) : inRanges(step)
  return `DO ${dollarQuote(`\n${body}\n`, 'backfill')}`
}

// Names of columns win against variables, which are always written with the block's label.
const START = '#variable_conflict use_column\n<<backfill>>\nDECLARE'

const inRanges = (step: BackfillStep): string => {
  const { key, batchRows } = step
  const columns = key.map(({ column }) => quote(column)).join(', ')
  const descending = key.map(({ column }) => `${quote(column)} DESC`).join(', ')
  const table = qualified(step.table)
  const row = (which: 'low' | 'high'): string => `(${variables(step, which)})`
  return `${START}
${key.map(({ type }, at) => `  low${at + 1} ${type};\n  high${at + 1} ${type};`).join('\n')}
${COUNTERS}
BEGIN
  SELECT ${columns} INTO ${variables(step, 'low')} FROM ${table} ORDER BY ${columns} LIMIT 1;
  WHILE FOUND LOOP
    SELECT ${columns} INTO ${variables(step, 'high')} FROM (
      SELECT ${columns} FROM ${table} WHERE (${columns}) >= ${row('low')} ORDER BY ${columns} LIMIT ${batchRows}
    ) AS batch ORDER BY ${descending} LIMIT 1;
${update(step, `(${columns}) >= ${row('low')} AND (${columns}) <= ${row('high')}\n          AND `)}
    backfill.batches := backfill.batches + 1;
    IF clock_timestamp() > backfill.told + interval '10 seconds' THEN
      RAISE NOTICE '%: about % rows looked at, % filled', ${titleOf(step)}, backfill.batches * ${batchRows}, backfill.filled;
      backfill.told := clock_timestamp();
    END IF;
    SELECT ${columns} INTO ${variables(step, 'low')} FROM ${table} WHERE (${columns}) > ${row('high')} ORDER BY ${columns} LIMIT 1;
  END LOOP;
${report(step)}
END`
}

const wholeTable = (step: BackfillStep): string => `${START}
${COUNTERS}
BEGIN
${update(step, '')}
${report(step)}
END`

/** One line, whatever the names in it. */
const titleOf = ({ title }: BackfillStep): string => literal(printable(title)).trim()

const variables = ({ key }: BackfillStep, which: 'low' | 'high'): string =>
  key.map((_, at) => `backfill.${which}${at + 1}`).join(', ')

const COUNTERS = `  changed bigint;
  filled bigint := 0;
  batches bigint := 0;
  still_lacking bigint;
  left_out bigint;
  tries integer;
  told timestamptz := clock_timestamp();`

/** One batch; `changed` stays null while others hold its rows. A transaction cannot end inside EXCEPTION, hence COMMIT behind it. */
const update = (step: BackfillStep, range: string): string => `    backfill.tries := 0;
    LOOP
      backfill.changed := NULL;
      BEGIN
        UPDATE ${qualified(step.table)} SET
          ${step.assignments.join(',\n          ')}
        WHERE ${range}(${step.lacking});
        GET DIAGNOSTICS changed = ROW_COUNT;
      EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
        backfill.tries := backfill.tries + 1;
        IF backfill.tries >= ${TRIES} THEN RAISE; END IF;
      END;
      COMMIT;
      EXIT WHEN backfill.changed IS NOT NULL;
      PERFORM pg_sleep(least(backfill.tries * 0.25, 5));
    END LOOP;
    backfill.filled := backfill.filled + backfill.changed;`

/** What is left when all was gone through: rows that hold nothing that fits, and rows that would not take their number. */
const report = (
  step: BackfillStep,
): string => `  SELECT count(*) FILTER (WHERE ${step.lacking}), count(*) FILTER (WHERE ${step.leftOut})
    INTO backfill.still_lacking, backfill.left_out FROM ${qualified(step.table)};
  IF backfill.still_lacking > 0 THEN
    RAISE EXCEPTION '%: % rows ${STILL_LACKING}', ${titleOf(step)}, backfill.still_lacking;
  END IF;
  RAISE NOTICE '%: % rows filled; % rows left out, for they hold no number that fits', ${titleOf(step)}, backfill.filled, backfill.left_out;`
