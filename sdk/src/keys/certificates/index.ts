export { type CertificateRequestInput, createCertificateRequest } from './certificate-request.js';
export {
  type CertificateDescription,
  certificatePin,
  describeCertificate,
  parseCertificate,
  splitPem,
} from './describe-certificate.js';
export { type IssueInput, issueCertificate } from './issue-certificate.js';
export { createOperatorCa, type OperatorCaInput } from './operator-ca.js';
export { generateTlsKey } from './tls-key.js';
