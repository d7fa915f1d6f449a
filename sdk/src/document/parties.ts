import { FORMATS } from './canonical/index.js';

function hasForm(format: string, id: string): boolean {
  return FORMATS[format]?.matches(id) === true;
}

/** Which ids may act in which role; an assessor is a participant or an authority. [DOC-9] */
const ROLE_FORMATS: Readonly<Record<string, readonly string[]>> = {
  issuer: ['exchange-id'],
  acceptor: ['exchange-id'],
  receiver: ['exchange-id'],
  provider: ['participant-id'],
  consumer: ['participant-id'],
  authority: ['authority-id'],
  assessor: ['participant-id', 'authority-id'],
  officer: ['officer-id'],
};

/** Whether a party with this id can hold the role. */
export function canHoldRole(id: string, role: string): boolean {
  const formats = Object.hasOwn(ROLE_FORMATS, role) ? ROLE_FORMATS[role] : undefined;
  return formats?.some((format) => hasForm(format, id)) === true;
}

/** Whether the id names an exchange, or a participant, authority or officer of one: whoever can sign. */
export function isSigningParty(id: string): boolean {
  return ['exchange-id', 'participant-id', 'authority-id', 'officer-id'].some((format) => hasForm(format, id));
}

/** Id of the exchange that a party belongs to; an exchange is its own home. */
export function homeExchange(id: string): string {
  const slash = id.indexOf('/');
  return slash < 0 ? id : id.slice(0, slash);
}
