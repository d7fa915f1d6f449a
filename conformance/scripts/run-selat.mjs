/** `npm run conformance`: runs the suite against the gateway of this repository. */
import { processIo } from '../dist/cli/main.js';
import { runSelat } from '../dist/selat/run-selat.js';

process.exitCode = await runSelat(process.argv.slice(2), processIo(), process.env);
