/** What a data map takes for granted where nobody says otherwise: about the transfer and its paperwork, never about the data. */

export interface Assumption {
  readonly path: string;
  readonly value: unknown;
}

/** Where the data are and where they would go. */
export interface Route {
  readonly from: string;
  readonly to: string;
}

/** The same for every data set, but for the places. */
export function assumptionsFor({ from, to }: Route): readonly Assumption[] {
  return [...ordinaryTransfer(from, to), ...NOTHING_DONE_YET, { path: 'collectedIn', value: [from] }];
}

/** Between two companies of the two places, neither of them on a list or under an authority. */
function ordinaryTransfer(from: string, to: string): readonly Assumption[] {
  return [
    { path: 'legs[0].mode', value: 'COPY' },
    { path: 'legs[0].transitOnly', value: 'no' },
    ...Object.entries({
      establishedIn: to,
      kind: 'COMPANY',
      role: 'CONTROLLER',
      onCnRestrictedList: 'no',
      underCnCountermeasure: 'no',
      foreignAuthority: 'no',
      relatedToExporter: 'no',
    }).map(([field, value]) => ({ path: `legs[0].recipient.${field}`, value })),
    { path: 'provider.establishedIn', value: from },
    { path: 'provider.kind', value: 'COMPANY' },
    { path: 'provider.role', value: 'CONTROLLER' },
  ];
}

/** No exemption is relied on, no list of a zone, and no notice, consent or officer is there: what is needed is counted from nothing. */
const NOTHING_DONE_YET: readonly Assumption[] = [
  { path: 'exemptionClaim.type', value: 'NONE' },
  { path: 'provider.ftz.registered', value: 'no' },
  { path: 'provider.ftz.adoptedLocally', value: 'no' },
  { path: 'provider.pipoReported', value: 'no' },
  { path: 'provider.dpoAppointed', value: 'no' },
  { path: 'retention.purposeExhausted', value: 'no' },
  ...['cnExport', 'myGiven', 'myThirdPartyClass', 'myPurpose', 'myBilingual'].map((field) => ({
    path: `notice.${field}`,
    value: 'no',
  })),
  ...['separate', 'guardian', 'transfer', 'explicitSensitive', 'sgWrittenSummary', 'sgDeemed', 'withdrawn'].map(
    (field) => ({
      path: `consent.${field}`,
      value: 'no',
    }),
  ),
];
