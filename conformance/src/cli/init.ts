/** `selat-conformance init`: writes the suite's own peers, what the subject must pin, and subject.yaml. */
import { resolve } from 'node:path';
import { seededRandom } from '../runner/seeded-random.js';
import { initSuite, PORT_COUNT } from '../setup/index.js';
import { freePorts } from './free-ports.js';
import { EXIT, type ExitCode, type Io, Usage } from './io.js';
import { wrap } from './text.js';

/** Options of `init`. */
export interface InitCommand {
  readonly dir: string;
  readonly host: string;
  /** First of the ports on which the peers listen; `0` = any that are free now. */
  readonly port: string;
  readonly json?: boolean;
}

function portsFrom(text: string): readonly number[] {
  const first = Number(text);
  if (!Number.isInteger(first) || first < 0 || first + PORT_COUNT > 65_536)
    throw new Usage(`--port is ${text}, not a port from 0 to ${65_536 - PORT_COUNT}`);
  return first === 0 ? [] : Array.from({ length: PORT_COUNT }, (_, index) => first + index);
}

/** Makes the folder. @throws Usage, BadSuiteDir */
export async function init(io: Io, { dir, host, port, json = false }: InitCommand): Promise<ExitCode> {
  const given = portsFrom(port);
  const ports = given.length > 0 ? given : await freePorts(PORT_COUNT, host);
  const random = seededRandom(io.random(16).toString('hex'), 'init');
  const world = { now: io.clock, wall: io.clock, random };
  const made = await initSuite({ dir: resolve(io.cwd, dir), host, ports, world });
  if (json) {
    io.out(`${JSON.stringify(made)}\n`);
    return EXIT.done;
  }
  const peers = made.peers.flatMap(({ name, exchange, descriptor, fingerprint, task }) => [
    `${name} (${exchange})`,
    wrap(task, 2),
    `  ${descriptor}`,
    `  ${fingerprint}`,
    '',
  ]);
  io.out(
    [
      'The operator of the subject pins (also in PIN.txt):',
      '',
      ...peers,
      wrap(`Next: say in ${made.subjectFile} what the subject is, then run`),
      `  selat-conformance run --subject ${made.subjectFile}`,
      '',
    ].join('\n'),
  );
  return EXIT.done;
}
