/** The closed forms of ids, days, codes and addresses, without the rest of the document code: cheap to load. [DOC-11] */
export { FORMATS, type Format } from '../document/canonical/formats.js';
