export {
  type EnrolmentCode,
  enrolmentVerifier,
  isEnrolmentProof,
  newEnrolmentCode,
  parseEnrolmentCode,
  printEnrolmentCode,
  proveEnrolment,
} from './enrolment-code.js';
export { type MemberConfig, parseMemberConfig, printMemberConfig } from './member-config.js';
export { priceInWords, type SummaryLine, summarise } from './summary.js';
export { type Enrolment, enrolmentTranscript, type Rotation, rotationTranscript } from './transcripts.js';
