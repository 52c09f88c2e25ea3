import { createServer } from 'node:net';

/**
 * Ports that systems give to no one by themselves, so that one that is free stays so until its test listens on it:
 * connections and servers that do not name a port get one from 32768 (Linux) or 49152 (RFC 6335 §6) on.
 * Browsers refuse 10080 (WHATWG Fetch, "bad port"), and none of these.
 */
const FIRST = 11_000;

/** Each process of the test run has so many for itself, as long as there are not more processes. */
const SHARE = 1_000;
const SHARES = 20;

const begin = FIRST + (Number(process.env.JEST_WORKER_ID ?? 0) % SHARES) * SHARE;
let next = Math.floor(Math.random() * SHARE);

/** A TCP port of this machine that nothing listens on, and that no other test gets. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < SHARE; tried++) {
    const port = begin + (next++ % SHARE);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port');
}

/** Whether nothing listens on this port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
