/** Version of this package, as its package.json states it. */
export const PRODUCT_VERSION = '0.1.0';

/** Version of the protocol that this build speaks, as its descriptor states it. [AGR-7] */
export const PROTOCOL_VERSION = '1.0.0-draft.1';
