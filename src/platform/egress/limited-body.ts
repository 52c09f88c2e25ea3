import type { IncomingMessage } from 'node:http';

/** An answer is longer than the caller wants. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/**
 * The body of an answer as text; what is longer is not read to its end.
 * @param most bytes
 * @throws BodyTooLong
 */
export async function limitedBody(answer: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new BodyTooLong(`answered more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
