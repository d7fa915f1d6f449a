import type { TestProject } from 'vitest/node';
import { startPostgres, type TestServer } from './postgres-server.js';

let server: TestServer | undefined;

/** Starts one PostgreSQL server for a run of the tests, and gives its URL to them. */
export async function setup(project: TestProject): Promise<void> {
  server = await startPostgres();
  project.provide('postgresUrl', server.url);
}

export const teardown = async (): Promise<void> => server?.stop();

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string;
  }
}
