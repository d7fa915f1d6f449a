/** The subject.yaml that `init` writes, to be filled in by whoever brings the subject. */

/** Its text. */
export function subjectTemplate(): string {
  return `# What is tested. Guide: README.md of @selat/conformance. Paths start at the folder of this file.

# The subject's own signed descriptor, General JWS JSON, and its fingerprint as its operator read it aloud.
descriptor: subject.jws.json
# fingerprint: sha256:...

# Where it serves peers; absent: what the descriptor says.
# address: 127.0.0.1:7443

# Profiles that it claims: cases of others are skipped.
profiles: [core, listing, grant]

# What else it has, such as sync, proofs, tokens, attestations; see \`selat-conformance list --features\`.
features: []

# A program that acts for the subject's operator: one JSON request a line in, one JSON answer a line out. Absent: a person
# pins and agrees by hand, and cases that need an act of the subject are skipped.
# operator:
#   command: [node, operate.js]
#   verbs: [propose-agreement, accept-agreement, register-participant, publish-listing, offer-grant]

# host:port of its ConformanceHarnessService, which must admit the certificate of the peer \`good\`. Absent: none.
# harness: 127.0.0.1:7495

# A command that brings the subject back to a fresh state, run before each run. Absent: the state of the last run stays.
# reset: [./reset.sh]

# Seconds that a case may take.
caseLimitS: 60

# Cases known to fail, each with the reason; they still run, and one that passes fails the run until it is removed here.
knownFailing: []
# - case: documents/flipped-payload
#   why: fixed in our next release
`;
}
