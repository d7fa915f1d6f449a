export { NotReady } from './agree.js';
export { type Initialised, initSuite, type ToPin } from './init-suite.js';
export { type OpenRun, openRun, type RunOptions } from './open-run.js';
export { BadSuiteDir, PORT_COUNT, readPeers } from './peer-files.js';
export {
  BadSubjectFile,
  type KnownFailing,
  parseSubjectFile,
  readSubjectFile,
  type SubjectFile,
} from './subject-file.js';
