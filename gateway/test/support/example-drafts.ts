import { fileURLToPath } from 'node:url';
import { encodeDraft, importCatalogue, openCatalogueFile, openCatalogueFiles } from '../../src/import/index.js';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

/** Drafts of the example catalogue of one side, as the import command sends them. */
export function exampleDrafts(side: 'malaysia' | 'shenzhen') {
  const format = side === 'malaysia' ? 'datagovmy' : 'selat';
  const source = side === 'malaysia' ? 'catalogue' : 'catalogue.yaml';
  const { drafts } = importCatalogue({
    format,
    files: openCatalogueFiles([`${EXAMPLES}${side}/${source}`], format),
    terms: openCatalogueFile(`${EXAMPLES}${side}/terms.yaml`),
    overlay: openCatalogueFile(`${EXAMPLES}${side}/overlay.yaml`),
    exchange: side === 'malaysia' ? 'my.example' : 'szdex.example',
    now: Date.now(),
  });
  return drafts.map((draft) => ({ id: draft.id, source: side, payload: encodeDraft(draft).toString('base64') }));
}
