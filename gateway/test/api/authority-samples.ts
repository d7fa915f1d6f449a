import type { Sample } from './samples.js';

const KID = 'A'.repeat(43);
const JWS = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };

/** The operations on what the own descriptor lists: keys, and authorities. */
export const AUTHORITY_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /keys': { verb: 'listKeys', args: [] },
  'GET /authorities': { verb: 'listAuthorities', args: [] },
  'POST /authorities': {
    body: { authority: 'cac', names: [{ language: 'en', text: 'CAC' }], keys: [{ kty: 'OKP' }] },
    verb: 'prepareAuthority',
    args: [{ authority: 'cac', names: [{ language: 'en', text: 'CAC' }], keys: [{ kty: 'OKP' }] }],
  },
  'POST /authorities/remove': {
    body: { authority: 'cac', kid: KID },
    verb: 'prepareRemoval',
    args: ['cac', KID],
  },
  'POST /authorities/install': { body: { descriptor: JWS }, verb: 'installAuthorities', args: [{ descriptor: JWS }] },
};
