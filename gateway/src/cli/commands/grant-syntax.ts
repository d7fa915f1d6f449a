import type { Syntax } from '../command.js';

/** Arguments and options that several commands on grants have. */
export const GRANT: Syntax = {
  flags: '<id>',
  help: 'grant id, or its first digits; before an offer that of the request',
};
export const NOTE: Syntax = { flags: '--note <text>', help: 'why, for people of both exchanges' };
export const GRANT_ID = 'sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b';
export const PRICE: Syntax = {
  flags: '--price <price>',
  help: 'where it is negotiated: FREE, "CNY 450000" (minor units), "PER_CALL CNY 12", "SUBSCRIPTION CNY 10000 MONTH"',
};
export const VOLUME: Syntax = {
  flags: '--volume <quota>',
  help: 'planned use, unit=limit/period such as CALLS=1000/DAY',
  repeats: true,
};
export const FROM: Syntax = { flags: '--from <time>', help: 'access not before: a day or an instant, UTC' };
export const UNTIL: Syntax = { flags: '--until <time>', help: 'access not from then on: a day or an instant, UTC' };
export const KEY: Syntax = {
  flags: '--key <text>',
  help: 'the same request again under the same key is shown, not made twice',
};
export const FACTS: Syntax = {
  flags: '--facts <file>',
  help: 'JSON file with facts that listing and request do not tell; - reads standard input',
};
export const WITHHOLD: Syntax = {
  flags: '--withhold <fact>',
  help: 'fact that a law forbids to tell the other exchange, with the article: PATH="ARTICLE"',
  repeats: true,
};
