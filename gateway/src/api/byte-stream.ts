/** Answers that are bytes rather than JSON, made while they are sent. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { ByteStream } from '../domain/back-office/backup.js';

/** A caller that takes nothing for this long is given up, milliseconds: a snapshot of the store waits for it. */
const STALLED_MS = 60_000;

export function isByteStream(answer: unknown): answer is ByteStream {
  return typeof answer === 'object' && answer !== null && 'chunks' in answer && 'mediaType' in answer;
}

/**
 * Sends a stream. An error before the first byte is an answer like any other; a later one breaks the connection, so that
 * the caller cannot take what it has for the whole.
 */
export async function sendByteStream(response: Response, { fileName, mediaType, chunks }: ByteStream): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  response.type(mediaType).attachment(fileName);
  response.setTimeout(STALLED_MS, () => void response.destroy());
  await pipeline(Readable.from(rest(first, iterator), { objectMode: false }), response).catch((error: unknown) => {
    // Nobody waits for the rest any more.
    if (!response.destroyed || !isClosedEarly(error)) throw error;
  });
}

async function* rest<T>(first: IteratorResult<T>, iterator: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

function isClosedEarly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
