/** What the operator of a subject is asked to do, in words; the program named in subject.yaml gets these verbs. */

/** Verb by name: arguments, act, and what it gives back. Digests are hex without prefix. */
export const VERBS: Readonly<Record<string, string>> = {
  'propose-agreement':
    'pin the peer of `descriptor` (General JWS JSON) with `fingerprint`, and propose an agreement to it; gives the digest of the proposal',
  'accept-agreement':
    'pin the peer of `descriptor` (General JWS JSON) with `fingerprint`, wait up to 30 s for its proposal, and sign it',
  'register-participant':
    'register participant `id` as provider and consumer, with identity check TEST_ONLY; again = nothing',
  'publish-listing':
    'sign and publish listing `id`, whose fields but the head are `payload` (base64); gives its digest',
  'offer-grant': 'offer the grant that request `document` asks for',
  'refuse-grant': 'refuse request `document` with reason `reason`',
  'withdraw-grant': 'take back offer or own request `document`',
  'request-grant':
    'request a grant of listing `listing` under terms `terms` for participant `consumer`, action `action`, purpose `purpose`, processing in `place`; gives the digest of the request',
  'suspend-grant': 'suspend grant `document` with reason `reason`',
  'resume-grant': 'resume grant `document`',
  'revoke-grant': 'revoke grant `document` with reason `reason`',
  'suspend-listing': 'suspend listing `id` with reason `reason`',
  'withdraw-listing': 'withdraw listing `id` with reason `reason`',
};

/** Verbs of cases that the suite itself turns into others. */
export const VERB_ALIASES: Readonly<Record<string, string>> = { 'publish-short-listing': 'publish-listing' };

/** Verbs that the suite itself needs before the first case, where there is no person who pins and agrees. */
export const SETUP_VERBS: readonly string[] = ['propose-agreement', 'accept-agreement', 'register-participant'];

/** The verb that reaches the operator. */
export function toOperatorVerb(verb: string): string {
  return VERB_ALIASES[verb] ?? verb;
}
