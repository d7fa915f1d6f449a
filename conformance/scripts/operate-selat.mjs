/**
 * Acts for the operator of a Selat gateway while the suite tests it: one JSON request a line in, one JSON answer a line out.
 * `node operate-selat.mjs API_URL TOKEN_FILE`
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { answerLine } from '../dist/selat/operate.js';

const [url = '', tokenFile = ''] = process.argv.slice(2);
const office = { url, token: readFileSync(tokenFile, 'utf8').trim() };
createInterface({ input: process.stdin }).on('line', (line) => {
  answerLine(office, line).then((answer) => process.stdout.write(`${answer}\n`));
});
