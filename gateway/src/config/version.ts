/** Version of this package, as its package.json states it. */
export const PRODUCT_VERSION = '0.1.0';

/** Version of the protocol that this build speaks best. [AGR-7] */
export const PROTOCOL_VERSION = '1.0.0-draft.1';

/** Every version that this build speaks, newest first, as its descriptor states them. [AGR-14] */
export const PROTOCOL_VERSIONS: readonly string[] = [PROTOCOL_VERSION];
