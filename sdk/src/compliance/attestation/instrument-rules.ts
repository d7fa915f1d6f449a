/**
 * Who may attest what, as data: every instrument code belongs to one class, and a class says which roles may sign for it and
 * what it may be about. docs/spec/attestations.md prints this table; a test keeps the two equal. [ATT-2]
 */
import type { SubjectKind } from '../../model/index.js';

/** Role in which an attestation is signed; `issuer` is an exchange, whose officer looked at the evidence. */
export type AttesterRole = 'issuer' | 'authority' | 'assessor' | 'provider' | 'consumer' | 'officer';

/** One class of instruments. */
export interface InstrumentClass {
  readonly name: string;
  readonly attesters: readonly AttesterRole[];
  readonly subjects: readonly SubjectKind[];
  /** Codes by regime; those of `ZZ` belong to no law alone. */
  readonly codes: Readonly<Record<string, readonly string[]>>;
}

const EXCHANGE = ['issuer', 'officer'] as const;
const ANY: readonly SubjectKind[] = ['PRODUCT', 'LISTING', 'PARTICIPANT', 'FLOW'];
const PARTIES: readonly SubjectKind[] = ['PARTICIPANT'];
const GOODS: readonly SubjectKind[] = ['PRODUCT', 'LISTING', 'FLOW'];

export const INSTRUMENT_CLASSES: readonly InstrumentClass[] = [
  {
    name: 'decision of an authority',
    attesters: ['authority', ...EXCHANGE],
    subjects: ANY,
    codes: {
      CN: ['CN_SA', 'CN_SA_EXTENSION', 'CN_STATE_SA', 'CN_AUTHORITY_APPROVAL', 'CN_EXPORT_LICENCE'],
      MY: ['MY_MINISTER_DETERMINATION'],
      SG: ['SG_EXEMPTION'],
      ZZ: ['RELEASE_AUTHORITY'],
    },
  },
  {
    name: 'filing with an authority',
    attesters: ['authority', ...EXCHANGE],
    subjects: ANY,
    codes: {
      CN: [
        'CN_ID_DECLARATION',
        'CN_SC_FILE',
        'CN_SC_REFILE',
        'CN_FTZ',
        'CN_FTZ_POST_REPORT',
        'CN_SECURITY',
        'CN_RECTIFICATION',
      ],
      MY: ['MY_BREACH_COMMISSIONER'],
    },
  },
  {
    name: 'registration of a party',
    attesters: ['authority', ...EXCHANGE],
    subjects: PARTIES,
    codes: { CN: ['CN_PIPO'], MY: ['MY_DPO', 'MY_REGISTRATION'] },
  },
  {
    name: 'certificate or report of an assessor',
    attesters: ['authority', 'assessor', ...EXCHANGE],
    subjects: ANY,
    codes: { CN: ['CN_CERT'], MY: ['MY_CERT'], SG: ['SG_CBPR'], ZZ: ['COUNSEL_REVIEW'] },
  },
  {
    name: 'report on data',
    attesters: ['assessor', ...EXCHANGE],
    subjects: GOODS,
    codes: { ZZ: ['ANONYMISATION_REPORT'] },
  },
  {
    name: 'assessment of a party',
    attesters: ['assessor', 'provider', 'consumer', ...EXCHANGE],
    subjects: ANY,
    codes: {
      CN: ['CN_SELFASSESS', 'CN_ID_RA', 'CN_PIPIA'],
      MY: ['MY_TIA', 'MY_DD', 'MY_DPIA', 'OSA_CHECK'],
      ZZ: ['NECESSITY_MEMO', 'LEGAL_MEMO', 'LEGAL_DUTY_CITATION', 'ADVERSE_ACTION_MEMO'],
    },
  },
  {
    name: 'contract or rules of the parties',
    attesters: ['provider', 'consumer', ...EXCHANGE],
    subjects: ANY,
    codes: { CN: ['CN_SC', 'CN_LEGAL_DOC'], MY: ['MY_SCC', 'MY_BCR'], SG: ['SG_LEO', 'SG_BCR'] },
  },
  {
    name: 'record of a provider',
    attesters: ['provider', ...EXCHANGE],
    subjects: ANY,
    codes: {
      CN: ['CN_NOTICE', 'CN_SCONSENT', 'CN_GUARDIAN_CONSENT', 'CN_MINOR_RULES'],
      MY: ['MY_CONSENT', 'MY_EXPLICIT_CONSENT', 'MY_NOTICE', 'MY_BREACH_SUBJECTS', 'MY_BREACH_REGISTER'],
      SG: ['SG_CONSENT'],
      ZZ: ['AUTHORISATION', 'HR_EVIDENCE', 'INCIDENT_RECORD'],
    },
  },
  {
    name: 'statement on the source',
    attesters: ['provider', 'assessor', ...EXCHANGE],
    subjects: GOODS,
    codes: { ZZ: ['SOURCE_STATEMENT', 'PROVENANCE_EVIDENCE'] },
  },
  {
    name: 'check by an exchange',
    attesters: EXCHANGE,
    subjects: ['PARTICIPANT', 'FLOW'],
    codes: { ZZ: ['IDENTITY_VERIFICATION'] },
  },
  {
    name: 'proof of deletion',
    attesters: ['provider', 'consumer', 'assessor', ...EXCHANGE],
    subjects: ['PRODUCT', 'FLOW'],
    codes: { ZZ: ['DESTROY'] },
  },
];

/** Where one code stands in the table. */
export interface InstrumentRule {
  readonly instrumentClass: InstrumentClass;
  /** ISO 3166-1 alpha-2, or ZZ: an instrument that belongs to no law alone. */
  readonly regime: string;
}

const RULES: ReadonlyMap<string, InstrumentRule> = new Map(
  INSTRUMENT_CLASSES.flatMap((instrumentClass) =>
    Object.entries(instrumentClass.codes).flatMap(([regime, codes]) =>
      codes.map((code) => [code, { instrumentClass, regime }] as const),
    ),
  ),
);

/** The rule of an instrument code; undefined for one that the table does not have. */
export function findInstrumentRule(code: string): InstrumentRule | undefined {
  return RULES.get(code);
}
