/** Calls that are posted because they state much, and do nothing: no officer stands behind them, and any may make them. */
export const QUESTIONS: readonly string[] = ['POST /grants/:id/check'];
