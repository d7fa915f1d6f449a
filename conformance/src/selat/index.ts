export { answerLine, type BackOffice, SELAT_VERBS } from './operate.js';
export { runSelat } from './run-selat.js';
export { type BenchOptions, openSelatBench, type SelatBench } from './selat-bench.js';
