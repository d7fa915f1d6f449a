/** Ports for a bench on this machine. */
import { createServer } from 'node:net';

/** Finds ports that are free now, all open at once so that they differ. */
export async function freePorts(count: number, host: string): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const listening = servers.map(
    (server) =>
      new Promise<number>((done, fail) => {
        server.once('error', fail);
        server.listen(0, host, () => {
          const address = server.address();
          done(typeof address === 'object' && address !== null ? address.port : 0);
        });
      }),
  );
  const ports = await Promise.all(listening);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
