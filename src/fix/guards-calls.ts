import { type Guard, guardFunction, guardProcedure } from './guards-shapes.ts'

const INDEX = 'schema_name text, table_name text, index_name text, is_unique boolean, definition text'

/** The default number of tries: with their pauses about five minutes. */
const TRIES = 'tries integer DEFAULT 30'

/**
 * What runs statements. A statement that takes a strong lock waits for it at most `lock_timeout`, 2 s where the session has none: behind a
 * waiting ACCESS EXCLUSIVE lock every reader waits too. Between tries nothing is locked, as the try's subtransaction is rolled back.
 */
export const CALLS: readonly Guard[] = [
  guardProcedure(
    'retry',
    `action text, about text, ${TRIES}`,
    `
BEGIN
  IF pg_catalog.current_setting('lock_timeout') = '0' THEN
    PERFORM pg_catalog.set_config('lock_timeout', '2s', true);
  END IF;
  FOR try IN 1..tries LOOP
    BEGIN
      EXECUTE action;
      RETURN;
    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
      IF try = tries THEN
        RAISE EXCEPTION USING ERRCODE = 'lock_not_available', HINT = 'Run this again when that session is done.',
          MESSAGE = pg_catalog.format('After %s tries another session still holds a lock that this needs: %s', tries, about);
      END IF;
      RAISE NOTICE 'Another session holds a lock that this needs; try % of %.', try, tries;
    END;
    PERFORM pg_catalog.pg_sleep(least(try * 0.5, 10));
  END LOOP;
END
`,
  ),
  guardFunction(
    'refuse',
    'reason text',
    'void',
    'plpgsql',
    `
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Nothing was changed by this statement.',
    MESSAGE = CASE reason WHEN 'invalid' THEN 'The index is invalid: it lacks a part, of its build or of a partition. Make the plan anew.' ELSE reason END;
END
`,
  ),
  guardFunction(
    'state_of',
    'state text',
    'text',
    'plpgsql',
    `
DECLARE
  found text;
BEGIN
  EXECUTE 'SELECT ' || state INTO STRICT found;
  RETURN found;
END
`,
  ),
  guardFunction(
    'ensure_now',
    'state text, statement text',
    'void',
    'plpgsql',
    `
DECLARE
  found text := pg_temp.state_of(state);
BEGIN
  IF found = 'absent' THEN
    EXECUTE statement;
  ELSIF found <> 'same' THEN
    PERFORM pg_temp.refuse(found);
  END IF;
END
`,
  ),
  guardProcedure(
    'ensure',
    `state text, statement text, ${TRIES}`,
    `
BEGIN
  CALL pg_temp.retry(pg_catalog.format('SELECT pg_temp.ensure_now(%L, %L)', state, statement), statement, tries);
END
`,
  ),
  guardFunction(
    'undo_now',
    'state text, statement text',
    'void',
    'plpgsql',
    `
DECLARE
  found text := pg_temp.state_of(state);
BEGIN
  IF found IN ('same', 'invalid') THEN
    EXECUTE statement;
  ELSIF found <> 'absent' THEN
    RAISE WARNING USING MESSAGE = 'It stays as it is: ' || found;
  END IF;
EXCEPTION WHEN dependent_objects_still_exist THEN
  RAISE WARNING USING MESSAGE = 'It stays as it is: ' || SQLERRM || '.';
END
`,
  ),
  guardProcedure(
    'undo',
    `state text, statement text, ${TRIES}`,
    `
BEGIN
  CALL pg_temp.retry(pg_catalog.format('SELECT pg_temp.undo_now(%L, %L)', state, statement), statement, tries);
END
`,
  ),
  guardProcedure(
    'demand',
    'state text',
    `
DECLARE
  found text := pg_temp.state_of(state);
BEGIN
  IF found NOT IN ('absent', 'same') THEN
    PERFORM pg_temp.refuse(found);
  END IF;
END
`,
  ),
  guardFunction(
    'clear_index_now',
    INDEX,
    'void',
    'plpgsql',
    `
DECLARE
  found text := pg_temp.index_state(schema_name, table_name, index_name, is_unique, definition);
BEGIN
  IF found = 'invalid' THEN
    -- A concurrent build that is under way holds this lock too: it may have ended by now.
    EXECUTE pg_catalog.format('LOCK TABLE %I.%I IN SHARE UPDATE EXCLUSIVE MODE', schema_name, table_name);
    found := pg_temp.index_state(schema_name, table_name, index_name, is_unique, definition);
    IF found = 'invalid' THEN
      EXECUTE pg_catalog.format('DROP INDEX %I.%I', schema_name, index_name);
      RETURN;
    END IF;
  END IF;
  IF found NOT IN ('absent', 'same') THEN
    PERFORM pg_temp.refuse(found);
  END IF;
END
`,
  ),
  guardProcedure(
    'clear_index',
    `${INDEX}, ${TRIES}`,
    `
BEGIN
  CALL pg_temp.retry(pg_catalog.format('SELECT pg_temp.clear_index_now(%L, %L, %L, %L, %L)',
    schema_name, table_name, index_name, is_unique, definition), 'DROP INDEX ' || index_name, tries);
END
`,
  ),
  guardFunction(
    'set_aside_now',
    `${INDEX}, aside text`,
    'void',
    'plpgsql',
    `
DECLARE
  found text := pg_temp.dropped_index_state(schema_name, table_name, index_name, is_unique, definition);
  earlier text := pg_temp.dropped_index_state(schema_name, table_name, aside, is_unique, definition);
BEGIN
  IF earlier NOT IN ('absent', 'same') THEN
    PERFORM pg_temp.refuse(earlier);
  ELSIF found = 'absent' THEN
    IF earlier = 'absent' THEN
      EXECUTE pg_catalog.format('DROP INDEX %I.%I', schema_name, aside);
    END IF;
    EXECUTE pg_catalog.format('ALTER INDEX %I.%I RENAME TO %I', schema_name, index_name, aside);
  ELSIF found <> 'same' THEN
    RAISE WARNING USING MESSAGE = 'It stays as it is: ' || found;
  END IF;
END
`,
  ),
  guardProcedure(
    'set_aside',
    `${INDEX}, aside text, ${TRIES}`,
    `
BEGIN
  CALL pg_temp.retry(pg_catalog.format('SELECT pg_temp.set_aside_now(%L, %L, %L, %L, %L, %L)',
    schema_name, table_name, index_name, is_unique, definition, aside), 'ALTER INDEX ' || index_name, tries);
END
`,
  ),
]
