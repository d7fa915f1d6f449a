/** Turns an act that a case asks for into what the operator's program is told. */
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { exampleListing } from './examples.js';
import type { World } from './peer.js';
import type { VerbArguments } from './subject.js';

/** Seconds before now from which an example listing is open, and for how long a listing stays open. */
const OPEN_SINCE_S = 1;
const OPEN_S = 90 * 86_400;
const SHORT_S = 3;

/** Slug of the participant of the subject on whose behalf it publishes and requests. */
export const MEMBER = 'suite-member';

/** What is sent to the operator. */
export interface OperatorRequest {
  readonly verb: string;
  readonly args: VerbArguments;
}

function publish(exchange: string, { now, random }: World, { fromS, untilS }: VerbArguments): VerbArguments {
  const slug = `x${random(6).toString('hex')}`;
  const at = (seconds: string | undefined, otherwise: number) => now() + 1000 * Number(seconds ?? otherwise);
  const message = exampleListing({
    exchange,
    slug,
    provider: `${exchange}/p/${MEMBER}`,
    from: at(fromS, -OPEN_SINCE_S),
    until: at(untilS, OPEN_S),
  });
  const payload = Buffer.from(Listing.encode(Listing.fromJSON(message)).finish()).toString('base64');
  return { id: `${exchange}/l/${slug}`, payload };
}

/** @param exchange id of the subject */
export function toOperatorRequest(exchange: string, world: World, verb: string, args: VerbArguments): OperatorRequest {
  if (verb === 'publish-short-listing')
    return { verb: 'publish-listing', args: publish(exchange, world, { untilS: String(SHORT_S), ...args }) };
  if (verb === 'publish-listing') return { verb, args: publish(exchange, world, args) };
  if (verb === 'request-grant') return { verb, args: { consumer: `${exchange}/p/${MEMBER}`, ...args } };
  return { verb, args };
}
