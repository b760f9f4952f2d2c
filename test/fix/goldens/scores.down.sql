-- scores, down: undoes what scores.up.sql makes
-- Written by pte-db-audit 0.1.0 from app on db.example.com:5432, as it was at 2025-01-25T12:00:00.000Z.
-- PROVEN on PostgreSQL 18.1, embedded: 31 statements, 3 findings closed, rollback exact
--
-- How to run it
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f scores.down.sql
--   By the owner of the tables, not inside a transaction (no -1) and not through a pooler in transaction mode: indexes are built
--   CONCURRENTLY, and the functions and settings below live as long as the session. Other clients send one statement at a time.
--   It may be stopped anywhere and run again. What is there by a name of this plan but was not made by it stays. Columns go with
--   what they hold, whoever wrote it.
--
-- What it does to a busy server
--   step  lock                    what waits                      reads                      for
--   1     SHARE UPDATE EXCLUSIVE  schema changes                  about 20,000 rows, 3.1 MB  index attempts_score_idx on publi...
--   2     ACCESS EXCLUSIVE        reads and writes, for a moment  -                          column score integer on public.at...
--   "For a moment": the lock is asked for with a lock_timeout and given up and asked for again when it is not free, so that
--   nobody queues behind it for long. Every such statement is a transaction of its own, and no two strong locks are held at once.

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

-- Part 1 of 2: builds and validations, which take as long as their tables are large ---------------------------------------------

-- 1/2 undo: index attempts_score_idx on public.attempts (score DESC)
--   SHARE UPDATE EXCLUSIVE on public.attempts; schema changes wait; about 20,000 rows, 3.1 MB
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS public.attempts_score_idx;
SET lock_timeout = '2s';

-- Part 2 of 2: definitions, each a short transaction of its own -----------------------------------------------------------------

-- 2/2 undo: column score integer on public.attempts
--   ACCESS EXCLUSIVE on public.attempts; reads and writes wait for a moment
CALL pg_temp.undo($state$'same'$state$, $undo$
ALTER TABLE public.attempts DROP COLUMN score
$undo$);
