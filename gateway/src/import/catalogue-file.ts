import type { Problem } from './problem.js';

/** A file of a catalogue, a terms template or an overlay, already read. */
export interface CatalogueFile {
  /** Name that reports, provenance and ids use, without the folder. */
  readonly name: string;
  /** Content decoded as UTF-8. */
  readonly text: string;
  /** Size on disk in bytes; given where the file was too large to be read, and then `text` is empty. */
  readonly bytes?: number;
}

/** Largest file that is read: 4 MiB; the largest of 193 real records has 60 KiB. */
export const MAX_FILE_BYTES = 4_194_304;

const BOM = '\uFEFF';

/** The text without a byte order mark, or why the file is no text; a mark that is dropped is noted. */
export function readableText(file: CatalogueFile): { readonly text: string; readonly problems: readonly Problem[] } {
  const fault = faultOf(file);
  if (fault !== undefined) return { text: '', problems: [{ severity: 'error', file: file.name, message: fault }] };
  if (!file.text.startsWith(BOM)) return { text: file.text, problems: [] };
  const message = 'starts with a byte order mark (U+FEFF), which is left out';
  return { text: file.text.slice(1), problems: [{ severity: 'note', file: file.name, line: 1, message }] };
}

function faultOf({ text, bytes }: CatalogueFile): string | undefined {
  const size = bytes ?? Buffer.byteLength(text);
  if (size > MAX_FILE_BYTES) return `has ${size} bytes, the limit is ${MAX_FILE_BYTES}; give one record a file`;
  if (text.includes('\0')) return 'is not text: it has a zero byte; give a UTF-8 text file';
  if (text.includes('\uFFFD')) return 'is not UTF-8 text, or was damaged before (U+FFFD); save it as UTF-8';
  if (text.replace(BOM, '').trim() === '') return 'is empty';
  return undefined;
}
