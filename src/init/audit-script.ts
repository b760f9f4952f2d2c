import { BASELINE_FILE } from '../gate/baseline.ts'

/** The name of the snapshot that CI and people share. */
export const SNAPSHOT = 'pte-db-audit.snapshot.json'

/**
 * The arguments of the audit and what runs it, for any POSIX shell. Everything comes from variables, never from text that CI writes into
 * the script: MIGRATIONS and VERSION must be set; BASE (a commit), SNAPSHOT, BASELINE, FAIL_ON and ARGS may be.
 */
const ARGUMENTS = `set -- check --migrations "$MIGRATIONS"
# The snapshot of production, and the accepted findings, may come later.
snapshot=\${SNAPSHOT:-${SNAPSHOT}}
if [ -f "$snapshot" ]; then set -- "$@" --workload "$snapshot"; fi
baseline=\${BASELINE:-${BASELINE_FILE}}
if [ -f "$baseline" ]; then set -- "$@" --baseline "$baseline"; fi
if [ -n "\${BASE:-}" ]; then set -- "$@" --against "$BASE"; fi
if [ -n "\${FAIL_ON:-}" ]; then set -- "$@" --fail-on "$FAIL_ON"; fi
# Further arguments are separated by blanks, and nothing in them is expanded.
set -f
set -- "$@" \${ARGS:-}
set +f
# The one that the project has installed, else the published one of a fixed version.
if npx --no-install pte-db-audit --version > /dev/null 2>&1; then
  set -- npx --no-install pte-db-audit "$@"
else
  set -- npx --yes "pte-db-audit@$VERSION" "$@"
fi`

/**
 * A GitHub step: annotations to the log and a summary of the job, which `--format github` writes, a SARIF file, the text of a comment.
 * The audit's exit code is the step's; where there is no report, nothing was audited, whatever the code of what ran it.
 */
export const GITHUB_SCRIPT = `# The first parent of a pull request's merge commit is the branch that it goes into.
if [ "\${GITHUB_EVENT_NAME:-}" = pull_request ] && git rev-parse --verify --quiet HEAD^2 > /dev/null; then
  BASE=origin/$GITHUB_BASE_REF
  git update-ref "refs/remotes/$BASE" HEAD^1
fi
${ARGUMENTS}
rm -f pte-db-audit.sarif pte-db-audit.md
code=0
"$@" --format github --output - --format sarif --output pte-db-audit.sarif --format markdown --output pte-db-audit.md || code=$?
if [ ! -f pte-db-audit.md ]; then
  if [ "$code" -lt 2 ]; then code=2; fi
  printf '%s\\n\\n' '<!-- pte-db-audit -->' '**pte-db-audit** could not audit the migrations: the log of its job says why.' > pte-db-audit.md
  cat pte-db-audit.md >> "$GITHUB_STEP_SUMMARY"
fi
echo 'report=true' >> "$GITHUB_OUTPUT"
if [ -f pte-db-audit.sarif ]; then echo 'sarif=true' >> "$GITHUB_OUTPUT"; fi
case "$code" in
  0) ;;
  1) echo '::error title=pte-db-audit::The migrations do not keep what the rules promise: the summary of this job lists it.' ;;
  *) echo "::error title=pte-db-audit::The migrations could not be audited (exit code $code): the lines above say why." ;;
esac
exit "$code"`

/** A GitLab job's script: a report for people in the log, Code Quality and JUnit for the merge request. */
export const GITLAB_SCRIPT = `target=\${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-}
if [ -n "$target" ] && git fetch -q --depth=1 origin "+refs/heads/$target:refs/remotes/origin/$target"; then BASE=origin/$target; fi
${ARGUMENTS}
code=0
"$@" --format table --output - --format gitlab --output gl-code-quality-report.json --format junit --output pte-db-audit.junit.xml || code=$?
if [ ! -f pte-db-audit.junit.xml ] && [ "$code" -lt 2 ]; then code=2; fi
case "$code" in
  0) ;;
  1) echo 'The migrations do not keep what the rules promise (exit code 1).' ;;
  *) echo "The migrations could not be audited (exit code $code): the lines above say why." ;;
esac
exit "$code"`
