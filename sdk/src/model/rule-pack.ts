import type * as wire from '@selat/proto/selat/v1/compliance.js';
import { type Head, parseHead } from './head.js';
import { given, requireField, toHex, toHexOrAbsent, toNumber } from './narrow.js';
import { type DigestHex, exchangeOf, type Instant, isExchange, isOwnedBy } from './scalars.js';

const PACK = 'selat.v1.RulePack';
const CATALOGUE = 'selat.v1.PackCatalogue';

/** The law of one jurisdiction as its publisher signed it. Its expressions are checked when it is compiled. [CMP-1] */
export interface SignedPack {
  readonly type: typeof PACK;
  /** Broadcast. The issuer is the publisher. */
  readonly head: Head;
  /** Slug of the pack, the same in all its versions. */
  readonly id: string;
  /** Semantic version. */
  readonly version: string;
  /** ISO 3166-1 alpha-2. */
  readonly jurisdiction: string;
  /** First instant at which this version decides. [CMP-6] */
  readonly takesEffectAt: Instant;
  /** The version before this one; absent in the first. */
  readonly supersedes?: DigestHex;
  /** What `readRulePack` compiles. */
  readonly body: Readonly<wire.RulePack>;
}

/** The texts of a pack. No outcome depends on them. [CMP-11] */
export interface PackCatalogue {
  readonly type: typeof CATALOGUE;
  readonly head: Head;
  /** Document digest of the pack. */
  readonly pack: DigestHex;
  /** The catalogue that this one replaces; absent in the first. */
  readonly supersedes?: DigestHex;
  readonly ruleTexts: readonly Readonly<wire.RuleText>[];
  readonly codeTexts: readonly Readonly<wire.CodeText>[];
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseRulePack(message: wire.RulePack): SignedPack {
  const head = parseHead(message.head, PACK, 'broadcast');
  requirePublisher(head, PACK);
  const { effectiveFrom, effectiveTo } = message;
  requireField(effectiveTo === '' || effectiveFrom <= effectiveTo, PACK, 'effective_to', 'is before effective_from');
  return {
    type: PACK,
    head,
    id: message.id,
    version: message.version,
    jurisdiction: message.jurisdiction,
    takesEffectAt: toNumber(message.takesEffectMs),
    ...given({ supersedes: toHexOrAbsent(message.supersedes) }),
    body: message,
  };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parsePackCatalogue(message: wire.PackCatalogue): PackCatalogue {
  const head = parseHead(message.head, CATALOGUE, 'broadcast');
  requirePublisher(head, CATALOGUE);
  return {
    type: CATALOGUE,
    head,
    pack: toHex(message.pack),
    ...given({ supersedes: toHexOrAbsent(message.supersedes) }),
    ruleTexts: message.ruleTexts,
    codeTexts: message.codeTexts,
  };
}

/** An exchange, or an authority of one. */
function requirePublisher({ issuer }: Head, type: string): void {
  const isPublisher = isExchange(issuer) || isOwnedBy(issuer, 'a', exchangeOf(issuer));
  requireField(isPublisher, type, 'head.issuer', 'is neither an exchange nor an authority');
}
