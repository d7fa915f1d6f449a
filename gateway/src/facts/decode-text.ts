/** Makes text of the bytes of a file, and says what a file is that is no UTF-8 text. */
import { SelatError } from '@selat/sdk/errors';

const UTF16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;
const CHINESE = /[\u4e00-\u9fff]/;

/**
 * Decodes UTF-8, with or without a byte order mark.
 *
 * @param name how messages call the file
 * @throws SelatError USAGE where it is empty, or no UTF-8 text; it names the encoding that the file seems to have
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const why = faultOf(bytes);
  if (why !== undefined) throw new SelatError('USAGE', `cannot read ${name}: ${why}`, { file: name, why });
  return new TextDecoder('utf-8').decode(bytes);
}

function faultOf(bytes: Uint8Array): string | undefined {
  if (UTF16.some((mark) => mark.every((byte, i) => bytes[i] === byte))) {
    return 'it is UTF-16 ("Unicode text"); save it as UTF-8, in a spreadsheet as "CSV UTF-8"';
  }
  if (bytes.includes(0))
    return 'it is not text: it has a zero byte, as spreadsheets and archives do; save it as UTF-8 text';
  const text = decodeAs('utf-8', bytes);
  if (text !== undefined) return text.trim() === '' ? 'it is empty' : undefined;
  const other = decodeAs('gb18030', bytes);
  if (other !== undefined && CHINESE.test(other)) {
    const sample = [...other].filter((char) => CHINESE.test(char)).slice(0, 8);
    return `it is not UTF-8; it reads as GB18030 (GBK): ${sample.join('')}; save it as UTF-8, in a spreadsheet as "CSV UTF-8"`;
  }
  return `line ${firstWrongLine(bytes)} is not UTF-8; save the file as UTF-8, in a spreadsheet as "CSV UTF-8"`;
}

/** No byte of a character of several bytes is a line feed, so each line can be tried by itself. */
function firstWrongLine(bytes: Uint8Array): number {
  let [line, start] = [1, 0];
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
    if (decodeAs('utf-8', bytes.subarray(start, end)) === undefined) return line;
    [line, start] = [line + 1, end + 1];
  }
  return line;
}
const LINE_FEED = 10;

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
