/**
 * For actions/github-script: writes the report as one comment of the pull request, and into the same comment from then on. What it
 * writes comes from a file and which comment it is from an environment variable, so that nothing of either is ever part of a script.
 */
export const COMMENT_SCRIPT = `const { readFileSync } = require('node:fs')
const { REPORT, FOLDER } = process.env
// Each audited folder of a repository has a comment of its own.
const marker = FOLDER ? \`<!-- pte-db-audit \${FOLDER} -->\` : '<!-- pte-db-audit -->'
const report = readFileSync(REPORT, 'utf8')
const whole = report.startsWith(marker) ? report : \`\${marker}\\n\${report}\`
// GitHub takes 65536 characters.
const body = whole.length > 65_500 ? \`\${whole.slice(0, 65_400)}\\n\\n… the rest is in the summary of the job.\` : whole
const issue = { ...context.repo, issue_number: context.issue.number }
const comments = await github.paginate(github.rest.issues.listComments, { ...issue, per_page: 100 })
const mine = comments.find((comment) => comment.user?.type === 'Bot' && comment.body?.startsWith(marker))
if (mine) await github.rest.issues.updateComment({ ...context.repo, comment_id: mine.id, body })
else await github.rest.issues.createComment({ ...issue, body })`
