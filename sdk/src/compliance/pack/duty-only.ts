/** Codes that attach as duties and are never what a flow waits for: no authority issues them beforehand. [FCT-12] */
export const DUTY_ONLY: ReadonlySet<string> = new Set([
  'CN_FTZ_POST_REPORT',
  'CN_ID_DECLARATION',
  'CN_LEGAL_DOC',
  'CN_SA_EXTENSION',
  'CN_SC_FILE',
  'CN_SC_REFILE',
  'CN_SECURITY',
  'CN_SELFASSESS',
  'DESTROY',
  'MY_BREACH_COMMISSIONER',
  'MY_BREACH_REGISTER',
  'MY_BREACH_SUBJECTS',
  'MY_DPIA',
  'OSA_CHECK',
]);
