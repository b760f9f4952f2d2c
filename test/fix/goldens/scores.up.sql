-- scores, up: 3 steps that close 3 findings; 1 question at the end is left to people
-- Written by pte-db-audit 0.1.0 from app on db.example.com:5432, as it was at 2025-01-25T12:00:00.000Z.
-- PROVEN on PostgreSQL 18.1, embedded: 31 statements, 3 findings closed, rollback exact
--
-- How to run it
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f scores.up.sql
--   By the owner of the tables, not inside a transaction (no -1) and not through a pooler in transaction mode: indexes are built
--   CONCURRENTLY, and the functions and settings below live as long as the session. Other clients send one statement at a time.
--   It may be stopped anywhere and run again: each step first looks at what is there, and goes on from it.
--
-- What it does to a busy server
--   step  lock                    what waits                      reads                      for
--   1     ACCESS EXCLUSIVE        reads and writes, for a moment  -                          column score integer on public.at...
--   2     ROW EXCLUSIVE           writes of the same rows         about 10 rows              fill score of public.attempts fro...
--   3     SHARE UPDATE EXCLUSIVE  schema changes                  about 20,000 rows, 3.1 MB  index attempts_score_idx on publi...
--   "For a moment": the lock is asked for with a lock_timeout and given up and asked for again when it is not free, so that
--   nobody queues behind it for long. Every such statement is a transaction of its own, and no two strong locks are held at once.
--   index-build: builds an index: reads the whole table and needs room on disk (step 3)
--   step 2: Each filled row fires set_updated_at.
--
-- What it closes
--   finding                                   steps
--   jsonb-scores:public.attempts:scores       1
--   leaderboard:public.attempts:(score desc)  3
--   score-columns:public.attempts:score       1

-- This session ------------------------------------------------------------------------------------------------------------------

SET application_name = 'scores';
-- Builds and validations take as long as they take; locks are waited for briefly.
SET statement_timeout = 0;
SET lock_timeout = '2s';
SET idle_in_transaction_session_timeout = '60s';
-- Rows that row security would hide are an error, not rows that nobody sees.
SET row_security = off;
SET client_min_messages = notice;

-- Functions that look at what is there before each step, compare it with what is wanted, and try again while a lock is not free.
-- They are gone when the session ends.

-- Part 1 of 3: definitions, each a short transaction of its own -----------------------------------------------------------------

-- 1/3 column score integer on public.attempts
--   plan 1.3; score-columns
--   ACCESS EXCLUSIVE on public.attempts; reads and writes wait for a moment
CALL pg_temp.ensure($state$'absent'$state$, $ensure$
ALTER TABLE public.attempts ADD COLUMN score integer
$ensure$);

-- Part 2 of 3: rows that are there, filled in batches ---------------------------------------------------------------------------

-- 2/3 fill score of public.attempts from scores
--   ROW EXCLUSIVE on public.attempts; writes of the same rows wait; about 10 rows
--   Each filled row fires set_updated_at.
DO $backfill$
#variable_conflict use_column
<<backfill>>
DECLARE
  low1 integer;
  high1 integer;
  changed bigint;
  filled bigint := 0;
  batches bigint := 0;
  still_lacking bigint;
  left_out bigint;
  tries integer;
  told timestamptz := clock_timestamp();
BEGIN
  SELECT id INTO backfill.low1 FROM public.attempts ORDER BY id LIMIT 1;
  WHILE FOUND LOOP
    SELECT id INTO backfill.high1 FROM (
      SELECT id FROM public.attempts WHERE (id) >= (backfill.low1) ORDER BY id LIMIT 3
    ) AS batch ORDER BY id DESC LIMIT 1;
    backfill.tries := 0;
    LOOP
      backfill.changed := NULL;
      BEGIN
        UPDATE public.attempts SET
          score = (scores ->> 'total')::integer
        WHERE (id) >= (backfill.low1) AND (id) <= (backfill.high1)
          AND (jsonb_typeof(scores -> 'total') = 'number' AND score IS DISTINCT FROM (scores ->> 'total')::integer);
        GET DIAGNOSTICS changed = ROW_COUNT;
      EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
        backfill.tries := backfill.tries + 1;
        IF backfill.tries >= 30 THEN RAISE; END IF;
      END;
      COMMIT;
      EXIT WHEN backfill.changed IS NOT NULL;
      PERFORM pg_sleep(least(backfill.tries * 0.25, 5));
    END LOOP;
    backfill.filled := backfill.filled + backfill.changed;
    backfill.batches := backfill.batches + 1;
    IF clock_timestamp() > backfill.told + interval '10 seconds' THEN
      RAISE NOTICE '%: about % rows looked at, % filled', 'fill score of public.attempts from scores', backfill.batches * 3, backfill.filled;
      backfill.told := clock_timestamp();
    END IF;
    SELECT id INTO backfill.low1 FROM public.attempts WHERE (id) > (backfill.high1) ORDER BY id LIMIT 1;
  END LOOP;
  SELECT count(*) FILTER (WHERE jsonb_typeof(scores -> 'total') = 'number' AND score IS DISTINCT FROM (scores ->> 'total')::integer), count(*) FILTER (WHERE scores ? 'total' AND jsonb_typeof(scores -> 'total') <> 'number')
    INTO backfill.still_lacking, backfill.left_out FROM public.attempts;
  IF backfill.still_lacking > 0 THEN
    RAISE EXCEPTION '%: % rows still lack their value: a rule, a trigger or row security keeps them as they are, or they were written meanwhile', 'fill score of public.attempts from scores', backfill.still_lacking;
  END IF;
  RAISE NOTICE '%: % rows filled; % rows left out, for they hold no number that fits', 'fill score of public.attempts from scores', backfill.filled, backfill.left_out;
END
$backfill$;

-- Part 3 of 3: builds and validations, which take as long as their tables are large ---------------------------------------------

-- 3/3 index attempts_score_idx on public.attempts (score DESC)
--   plan 1.1, 1.3; leaderboard
--   SHARE UPDATE EXCLUSIVE on public.attempts; schema changes wait; index-build: builds an index: reads the whole table and needs
--   room on disk; about 20,000 rows, 3.1 MB
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS attempts_score_idx ON public.attempts (score DESC);
SET lock_timeout = '2s';

-- Left to people ----------------------------------------------------------------------------------------------------------------
-- Nothing below is run. Each of these is a decision that the database cannot take.

-- Question 1 of 1: attempts.score has no bounds.
--   (score-bounds:public.attempts:score)
--   Are 3 rows below 10 wrong, or is the bound?
--   - rows: 3
--   - found: 0 to 72
--
--       SELECT * FROM public.attempts
--       WHERE score < 10;
