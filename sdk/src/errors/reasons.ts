/**
 * Every reason that a peer, an officer or a developer can be told.
 *
 * `fault` decides the gRPC and HTTP status; `requirement` is the sentence of docs/spec that demands the refusal;
 * `cure` says whether time or another document can make the same bytes acceptable (then the answer is DEFERRED and
 * nothing is stored against their digest); `fix` is what the caller can do, printed with every error. [ERR-2]
 */
export type Fault = 'invalid' | 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'refused' | 'deferred' | 'exhausted' | 'unimplemented';

/** One row of the reason table. */
export interface ReasonRow {
  readonly fault: Fault;
  /** Id of the requirement in docs/spec that the refusal serves. */
  readonly requirement: string;
  /** What the caller can do about it; one imperative sentence without a full stop. */
  readonly fix: string;
}

export const REASONS = {
  // documents
  DOCUMENT_MALFORMED: { fault: 'invalid', requirement: 'DOC-3', fix: 'send the protobuf bytes of the message that `type` names' },
  DOCUMENT_TYPE_UNKNOWN: { fault: 'invalid', requirement: 'DOC-2', fix: 'use a full message name of the published protocol' },
  DOCUMENT_TOO_LARGE: { fault: 'invalid', requirement: 'DOC-12', fix: 'shorten the document below the limit of its type' },
  DOCUMENT_NOT_CANONICAL: { fault: 'invalid', requirement: 'DOC-10', fix: 'encode with ascending fields, minimal varints, no defaults and no unknown fields' },
  DOCUMENT_FIELD_INVALID: { fault: 'invalid', requirement: 'DOC-11', fix: 'correct the named field; its limits are in the .proto file' },
  CODE_UNKNOWN: { fault: 'deferred', requirement: 'DOC-13', fix: 'use a code of the published registry, or ask the receiver to install the registry that has it' },
  HEADER_MALFORMED: { fault: 'invalid', requirement: 'DOC-5', fix: 'send the RFC 8785 bytes of exactly alg, iat, iss, kid, role, signers, typ' },
  HEADER_MISMATCH: { fault: 'invalid', requirement: 'DOC-6', fix: 'make iss, iat and typ equal to the document head and type' },
  SIGNERS_MISMATCH: { fault: 'invalid', requirement: 'DOC-7', fix: 'put the same ordered signers list into every header' },
  SIGNER_NOT_ALLOWED: { fault: 'forbidden', requirement: 'DOC-9', fix: 'have the document signed by the roles that its type names' },
  SIGNATURE_STRIPPED: { fault: 'invalid', requirement: 'DOC-8', fix: 'send all signatures of at least the issuing side' },
  SIGNATURE_ORDER: { fault: 'invalid', requirement: 'DOC-8', fix: 'send signatures in the order of their positions in signers' },
  SIGNATURE_REPEATED: { fault: 'invalid', requirement: 'DOC-8', fix: 'fill each position of signers with a signature by another key' },
  SIGNATURE_INVALID: { fault: 'unauthenticated', requirement: 'DOC-4', fix: 'sign the exact bytes again with the registered key' },
  BASE64URL_MALFORMED: { fault: 'invalid', requirement: 'DOC-5', fix: 'use base64url without padding, spaces or spare bits' },
  ENVIRONMENT_MISMATCH: { fault: 'invalid', requirement: 'DOC-14', fix: 'send documents of this environment only' },
  AUDIENCE_MISMATCH: { fault: 'invalid', requirement: 'DOC-15', fix: 'send the document to an exchange named in its audience' },
  CLOCK_SKEW: { fault: 'deferred', requirement: 'DOC-16', fix: 'set the clock of the issuing machine and send again' },
  JWS_MALFORMED: { fault: 'invalid', requirement: 'DOC-17', fix: 'send a General JWS JSON object with payload and protected, signature pairs only' },
  // identity and keys
  KEY_UNKNOWN: { fault: 'deferred', requirement: 'IDN-5', fix: 'publish the key in a signed descriptor or participant record first' },
  KEY_ABSENT: { fault: 'missing', requirement: 'IDN-8', fix: 'add a key of this purpose to the keystore of the node' },
  KEY_REVOKED: { fault: 'refused', requirement: 'IDN-6', fix: 'sign again with a key that is in force' },
  KEY_LAST: { fault: 'refused', requirement: 'IDN-13', fix: 'put another key in its place first, with the command that the message names' },
  KEY_PURPOSE: { fault: 'forbidden', requirement: 'IDN-4', fix: 'sign with the key registered for this purpose' },
  KEY_MALFORMED: { fault: 'invalid', requirement: 'IDN-4', fix: 'give a public key of the named algorithm in its raw form' },
  DESCRIPTOR_UNTRUSTED: { fault: 'unauthenticated', requirement: 'IDN-3', fix: 'compare the fingerprint with the one read aloud by the other operator' },
  DESCRIPTOR_SEQUENCE: { fault: 'conflict', requirement: 'IDN-3', fix: 'send the descriptor that follows the newest known one' },
  KEYSTORE_LOCKED: { fault: 'unauthenticated', requirement: 'IDN-8', fix: 'give the passphrase in SELAT_KEY_PASSPHRASE or SELAT_KEY_PASSPHRASE_FILE' },
  KEYSTORE_CORRUPT: { fault: 'invalid', requirement: 'IDN-8', fix: 'restore the key file from a backup' },
  KEYSTORE_EXPOSED: { fault: 'refused', requirement: 'IDN-8', fix: 'run the chmod command that the message names' },
  CERTIFICATE_INVALID: { fault: 'invalid', requirement: 'IDN-7', fix: 'give PEM text of an X.509 certificate, request or RSA key of at least 3072 bits that fits the named rule' },
  PARTICIPANT_UNKNOWN: { fault: 'deferred', requirement: 'IDN-10', fix: 'register and approve the participant, then send its record before documents that name it' },
  PARTICIPANT_SIGNATURE_ABSENT: { fault: 'forbidden', requirement: 'IDN-23', fix: 'have the participant sign the document, as its record says' },
  ENROLMENT_REFUSED: { fault: 'unauthenticated', requirement: 'IDN-25', fix: 'compare the fingerprint, and ask an officer of the exchange for a new code' },
  PREPARATION_CLOSED: { fault: 'refused', requirement: 'IDN-26', fix: 'ask the exchange to prepare the document again' },
  // compliance
  FACTS_INVALID: { fault: 'invalid', requirement: 'FCT-1', fix: 'correct the named field; the fields and codes of facts are in docs/spec/facts.md' },
  PACK_INVALID: { fault: 'invalid', requirement: 'CMP-2', fix: 'correct the named line of the pack, then run selat pack check' },
  PACK_UNKNOWN: { fault: 'deferred', requirement: 'CMP-22', fix: 'send the pack first, or install it with selat pack install' },
  PACK_PUBLISHER_UNKNOWN: { fault: 'deferred', requirement: 'CMP-20', fix: 'agree with the other exchange on the publisher of packs for this jurisdiction, then send the pack again' },
  PACK_SUCCESSION: { fault: 'refused', requirement: 'CMP-21', fix: 'sign the pack anew: it supersedes the newest version, bears the same id and a higher version, and takes effect later' },
  PACK_NOT_OWNED: { fault: 'forbidden', requirement: 'CMP-23', fix: 'have the publisher of the pack sign its texts' },
  PACK_NOT_ACCEPTABLE: { fault: 'refused', requirement: 'CMP-6', fix: 'decide again with the version of an agreed publisher that is in effect' },
  FACTS_NOT_OWN: { fault: 'refused', requirement: 'CMP-13', fix: 'state facts about the own parties only; the table of docs/spec/compliance.md says who states what' },
  FACTS_MISMATCH: { fault: 'refused', requirement: 'CMP-14', fix: 'leave out what listing and request tell, or publish a revision and ask anew where they tell it wrongly' },
  FACTS_CONFLICT: { fault: 'refused', requirement: 'CMP-15', fix: 'find out which of the two is so, and ask or offer anew with that' },
  COMPLIANCE_NEEDS: { fault: 'refused', requirement: 'CMP-19', fix: 'have the named needs attested and state the missing facts, then try again; selat grant check explains each article' },
  COMPLIANCE_DENIED: { fault: 'refused', requirement: 'CMP-19', fix: 'read the named articles: no instrument cures this flow as it is; change what leaves, to whom or why' },
  DECISION_MISMATCH: { fault: 'refused', requirement: 'CMP-8', fix: 'run the decision again from the documents that it names, and send what comes out' },
  DECISION_EXPIRED: { fault: 'refused', requirement: 'CMP-10', fix: 'decide anew and pin the new decision' },
  LISTING_GATE: { fault: 'refused', requirement: 'CMP-24', fix: 'run selat listing check with the id of the listing, and do what it lists' },
  ATTESTER_NOT_ALLOWED: { fault: 'forbidden', requirement: 'ATT-2', fix: 'have the instrument attested by a role that the table of docs/spec/attestations.md names, about its own subject' },
  ATTESTATION_MISMATCH: { fault: 'invalid', requirement: 'ATT-3', fix: 'name the regime and a kind of subject that the instrument has' },
  ATTESTATION_NOT_OWNED: { fault: 'forbidden', requirement: 'ATT-8', fix: 'have the attester withdraw its own attestation' },
  ATTESTATION_LAPSED: { fault: 'refused', requirement: 'ATT-10', fix: 'have the instrument attested anew, and ask again; a listing that names it needs a revision first' },
  ATTESTATION_UNKNOWN: { fault: 'missing', requirement: 'ATT-9', fix: 'check the digest with selat attest list' },
  // agreement and transport
  PEER_UNAUTHENTICATED: { fault: 'unauthenticated', requirement: 'AGR-2', fix: 'connect with the client certificate pinned by this exchange' },
  PEER_FORBIDDEN: { fault: 'forbidden', requirement: 'AGR-3', fix: 'call only what the agreement between the two exchanges allows' },
  PEER_UNKNOWN: { fault: 'missing', requirement: 'AGR-1', fix: 'propose or accept a peer agreement first' },
  PEER_UNREACHABLE: { fault: 'deferred', requirement: 'AGR-8', fix: 'check address and network, and that each of the two has pinned the other; deliveries are tried again' },
  PEER_FAILED: { fault: 'deferred', requirement: 'ERR-6', fix: 'tell the operator of the peer the incident id; the call is tried again' },
  PEER_REFUSED: { fault: 'refused', requirement: 'ERR-6', fix: 'read the reason of the peer in the facts; this build does not know it' },
  PEER_HELD: { fault: 'deferred', requirement: 'AGR-6', fix: 'settle the evidence of equivocation with the other operator' },
  SUBMITTER_NOT_HOME: { fault: 'forbidden', requirement: 'AGR-4', fix: 'submit through the home exchange of the signer' },
  AGREEMENT_NOT_IN_FORCE: { fault: 'deferred', requirement: 'AGR-5', fix: 'bring an agreement between the two exchanges into force' },
  AGREEMENT_MISMATCH: { fault: 'refused', requirement: 'AGR-5', fix: 'pin the digest of the agreement that is in force' },
  AGREEMENT_TRANSITION_REFUSED: { fault: 'refused', requirement: 'AGR-12', fix: 'act on an agreement whose state allows it' },
  PROTOCOL_VERSION: { fault: 'refused', requirement: 'AGR-7', fix: 'update the side that speaks the older versions; the message names those of each side' },
  PROFILE_UNSUPPORTED: { fault: 'refused', requirement: 'AGR-15', fix: 'agree on profiles that both descriptors list; the message names those of each side' },
  NOT_IN_THIS_BUILD: { fault: 'unimplemented', requirement: 'ERR-5', fix: 'use what the descriptor of the exchange lists' },
  // receipts
  RECEIPT_MISMATCH: { fault: 'invalid', requirement: 'RCP-5', fix: 'answer each submission with a receipt over its own digests' },
  BUSY: { fault: 'deferred', requirement: 'RCP-6', fix: 'send again after the time in RetryInfo' },
  PREDECESSOR_MISSING: { fault: 'deferred', requirement: 'RCP-6', fix: 'send the document that this one names first' },
  DOCUMENT_CHANGED: { fault: 'conflict', requirement: 'RCP-7', fix: 'read the newest state, which may be the wanted one already, and decide again' },
  DOCUMENT_UNKNOWN: { fault: 'missing', requirement: 'RCP-8', fix: 'check the id or digest; a peer is given only what crossed between the two exchanges' },
  // listings
  LISTING_UNKNOWN: { fault: 'missing', requirement: 'LST-1', fix: 'check the listing id' },
  LISTING_NOT_OWNED: { fault: 'forbidden', requirement: 'LST-2', fix: 'publish under the id of the issuing exchange' },
  LISTING_REVISION: { fault: 'refused', requirement: 'LST-4', fix: 'supersede the newest revision with the next number' },
  LISTING_HOME_ONLY: { fault: 'refused', requirement: 'LST-13', fix: 'give the product another listing, of another visibility' },
  LISTING_NOT_OPEN: { fault: 'refused', requirement: 'LST-6', fix: 'choose a listing that is current, neither suspended, withdrawn nor expired' },
  LISTING_NOT_YET_OPEN: { fault: 'deferred', requirement: 'LST-6', fix: 'send the request again once the listing is open' },
  LISTING_INCOMPLETE: { fault: 'invalid', requirement: 'LST-3', fix: 'state what the message lists as missing' },
  ADMISSION_REFUSED: { fault: 'refused', requirement: 'ADM-2', fix: 'put the product on the allow-list, or widen the admission policy with a second officer' },
  ADMISSION_DEFERRED: { fault: 'deferred', requirement: 'ADM-3', fix: 'ask the other exchange to let the product through; the document is sent again' },
  // grants
  GRANT_UNKNOWN: { fault: 'missing', requirement: 'GRT-1', fix: 'check the grant id' },
  GRANT_TRANSITION_REFUSED: { fault: 'refused', requirement: 'GRT-7', fix: 'act on a grant whose state allows it' },
  GRANT_TERMS_MISMATCH: { fault: 'refused', requirement: 'GRT-3', fix: 'copy listing, terms and request into the grant unchanged' },
  GRANT_DECISION_ABSENT: { fault: 'refused', requirement: 'GRT-4', fix: 'only SANDBOX grants may lack compliance decisions' },
  DECISION_NOT_PERMIT: { fault: 'refused', requirement: 'GRT-25', fix: 'ask or offer anew with a decision that permits' },
  GRANT_OFFER_LATE: { fault: 'refused', requirement: 'GRT-6', fix: 'countersign before the offer deadline' },
  GRANT_SUCCESSION_MISMATCH: { fault: 'refused', requirement: 'GRT-15', fix: 'name a request or grant of the same listing, participant and exchanges' },
  GRANT_PRICE_NOT_AGREED: { fault: 'refused', requirement: 'GRT-19', fix: 'name the price that is to be signed with --price, or counter it' },
  GRANT_ALREADY_OFFERED: { fault: 'refused', requirement: 'GRT-5', fix: 'one request gets one offer; withdraw or supersede it' },
  // orders of regulators
  ORDER_UNKNOWN: { fault: 'missing', requirement: 'ORD-1', fix: 'list the orders with selat order list' },
  ORDER_SCOPE_TOO_WIDE: { fault: 'refused', requirement: 'ORD-3', fix: 'bind only flows that the law of the authority reaches' },
  ORDER_IN_FORCE: { fault: 'refused', requirement: 'ORD-7', fix: 'ask again once a RESUME of the same authority has ended the order' },
  ORDER_RESUME_MISMATCH: { fault: 'refused', requirement: 'ORD-6', fix: 'have the authority of the named order end it' },
  // ledger of persons
  LEDGER_YEAR_OVER: { fault: 'refused', requirement: 'LGR-3', fix: 'ask for the grant anew, in the year that is running' },
  LEDGER_TOO_MANY: { fault: 'refused', requirement: 'LGR-1', fix: 'check the numbers: a count of persons is at most 2147483647' },
  LEDGER_BELOW_ZERO: { fault: 'refused', requirement: 'LGR-8', fix: 'correct by no more than selat ledger show counts beside what is held' },
  LEDGER_ALREADY_OPEN: { fault: 'refused', requirement: 'LGR-7', fix: 'correct the opening balance with selat ledger correct' },
  LEDGER_EVIDENCE_UNFIT: { fault: 'refused', requirement: 'LGR-7', fix: 'name an attestation about the provider that stands, or give the evidence as a file' },
  // log
  LOG_HEAD_AHEAD: { fault: 'refused', requirement: 'LOG-8', fix: 'restore the newest database; the signed head proves that entries are missing' },
  LEAF_MALFORMED: { fault: 'invalid', requirement: 'LOG-1', fix: 'fetch the entry and its opening again from the log' },
  CHAIN_BROKEN: { fault: 'conflict', requirement: 'LOG-3', fix: 'fetch the entries that are missing from the chain, and keep both heads as evidence' },
  CHECKPOINT_MALFORMED: { fault: 'invalid', requirement: 'LOG-6', fix: 'send the three lines origin, size and root as a signed note' },
  LOG_PROOF_INVALID: { fault: 'invalid', requirement: 'LOG-4', fix: 'fetch the proof again from the log' },
  NOTE_MALFORMED: { fault: 'invalid', requirement: 'LOG-5', fix: 'send a C2SP signed note' },
  NOTE_UNVERIFIED: { fault: 'unauthenticated', requirement: 'LOG-5', fix: 'have the note signed by a key you trust' },
  // limits
  PEER_RATE_EXCEEDED: { fault: 'exhausted', requirement: 'OPS-1', fix: 'send again after the time in RetryInfo, at the rate that the message names' },
  PEER_CONCURRENCY_EXCEEDED: { fault: 'exhausted', requirement: 'OPS-1', fix: 'wait until one of the open calls has ended' },
  PEER_BACKLOG_EXCEEDED: { fault: 'exhausted', requirement: 'OPS-1', fix: 'send first the documents that those sent before are waiting for' },
  MESSAGE_TOO_LARGE: { fault: 'exhausted', requirement: 'OPS-3', fix: 'send one document in each message; none that the protocol allows is too large' },
  SERVICE_UNKNOWN: { fault: 'missing', requirement: 'OPS-13', fix: 'ask for a service that the reflection of the server lists' },
  API_RATE_EXCEEDED: { fault: 'exhausted', requirement: 'OPS-6', fix: 'send again after the time in Retry-After' },
  // search
  SEARCH_QUERY_INVALID: { fault: 'invalid', requirement: 'SRC-11', fix: 'search for fewer or other words, as the message says' },
  SEARCH_CURSOR_UNKNOWN: { fault: 'invalid', requirement: 'SRC-9', fix: 'take the cursor that the page before gave, with the same words and filters' },
  // store, configuration, import, API
  STORE_FULL: { fault: 'exhausted', requirement: 'CFG-6', fix: 'free disk space or raise the page limit, then send again' },
  STORE_CORRUPT: { fault: 'refused', requirement: 'CFG-7', fix: 'restore the database from a backup' },
  STORE_FAILED: { fault: 'deferred', requirement: 'CFG-6', fix: 'check the disk and its mount, or the database server and the way to it, then send again' },
  STORE_LOCKED: { fault: 'refused', requirement: 'CFG-8', fix: 'stop the other process, or give each process a database of its own' },
  STORE_TOO_NEW: { fault: 'refused', requirement: 'CFG-9', fix: 'run the newer build that last opened the database' },
  NODE_EXISTS: { fault: 'conflict', requirement: 'CFG-2', fix: 'choose another folder, or move the existing node away' },
  BACKUP_INVALID: { fault: 'invalid', requirement: 'OPS-32', fix: 'use another backup; this one is damaged, cut off, or was changed' },
  BACKUP_BEHIND: { fault: 'refused', requirement: 'OPS-33', fix: 'restore a newer backup; with --accept-loss this one is restored for reading, and never serves' },
  HEAD_MISSING: { fault: 'refused', requirement: 'OPS-33', fix: 'name the newest signed head with --head or SELAT_HEAD_DIR; with --accept-loss the backup is restored for reading, and never serves' },
  LISTEN_FAILED: { fault: 'refused', requirement: 'CFG-4', fix: 'stop the other process, or change the address under the named key' },
  HARNESS_FORBIDDEN: { fault: 'refused', requirement: 'CFG-5', fix: 'serve without --harness, or use a SANDBOX node' },
  CONFIG_INVALID: { fault: 'invalid', requirement: 'CFG-1', fix: 'correct each key that the message names' },
  IMPORT_INVALID: { fault: 'invalid', requirement: 'IMP-1', fix: 'correct the file and line that the message names' },
  USAGE: { fault: 'invalid', requirement: 'CFG-3', fix: 'see the help of the command' },
  TOKEN_INVALID: { fault: 'unauthenticated', requirement: 'API-1', fix: 'send the API token of an officer as a bearer token' },
  ROLE_FORBIDDEN: { fault: 'forbidden', requirement: 'API-2', fix: 'ask an officer whose role allows it' },
  REQUEST_INVALID: { fault: 'invalid', requirement: 'API-3', fix: 'correct the fields that the message names' },
  LIMIT_EXCEEDED: { fault: 'exhausted', requirement: 'API-4', fix: 'send less, or later' },
  OFFICER_UNKNOWN: { fault: 'missing', requirement: 'API-2', fix: 'check the officer id' },
  ROUTE_UNKNOWN: { fault: 'missing', requirement: 'API-6', fix: 'use a path that /api/v1/openapi.json lists' },
  GATEWAY_FAILED: { fault: 'deferred', requirement: 'API-6', fix: 'find the incident id in the log of the gateway' },
  GATEWAY_UNREACHABLE: { fault: 'deferred', requirement: 'API-5', fix: 'start the gateway, or point SELAT_API_URL at it' },
  // back office
  OFFICER_DISABLED: { fault: 'refused', requirement: 'BOF-7', fix: 'add an officer under another id' },
  LAST_OPERATOR: { fault: 'refused', requirement: 'BOF-7', fix: 'add or keep another officer of role operator first' },
  SECOND_OFFICER_SAME: { fault: 'forbidden', requirement: 'BOF-3', fix: 'have another officer of a role that may do the act approve it' },
  QUEUE_ITEM_UNKNOWN: { fault: 'missing', requirement: 'BOF-9', fix: 'see what waits with selat queue list' },
  QUEUE_ITEM_CLOSED: { fault: 'refused', requirement: 'BOF-4', fix: 'see what became of it with selat queue show, and ask for the act again' },
  QUEUE_ITEM_ELSEWHERE: { fault: 'refused', requirement: 'BOF-10', fix: 'type the command that the message names' },
  LISTING_UNREVIEWED: { fault: 'refused', requirement: 'BOF-11', fix: 'give the reviews that the message lists' },
  REVIEW_OWN_DRAFT: { fault: 'forbidden', requirement: 'BOF-13', fix: 'have another officer approve it' },
} as const satisfies Record<string, ReasonRow>;

export type Reason = keyof typeof REASONS;

/** Whether the same bytes may succeed later: such a failure is never stored by digest. [ERR-3] */
export function isRetryable(reason: Reason): boolean {
  const { fault } = REASONS[reason];
  return fault === 'deferred' || fault === 'exhausted';
}
