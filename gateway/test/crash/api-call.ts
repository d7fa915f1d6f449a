import { Agent, request } from 'node:http';

/** An answer of the back office. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** No connection is used twice: one that the node closes while it idles would look like a crash. */
const agent = new Agent({ keepAlive: false });

/** Makes one request. @throws Error where no whole answer comes */
export function callApi(url: string, method: string, token: string, body?: unknown): Promise<ApiAnswer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') });
      });
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
