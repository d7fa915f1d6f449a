/** What reads certificates and makes none: without the library that writes X.509, which takes 12 MB and 40 ms to load. */
export {
  type CertificateDescription,
  certificatePin,
  describeCertificate,
  parseCertificate,
  splitPem,
} from '../describe-certificate.js';
