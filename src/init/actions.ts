/** The actions that generated files use: all of them GitHub's own, by the major versions that GitHub keeps up to date. */
export const ACTIONS = {
  checkout: 'actions/checkout@v7',
  setupNode: 'actions/setup-node@v7',
  githubScript: 'actions/github-script@v9',
  uploadSarif: 'github/codeql-action/upload-sarif@v4',
} as const
