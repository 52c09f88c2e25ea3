import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Milliseconds for finishing what is in flight. */
const DEADLINE = 15_000;

/** Milliseconds in which a signal counts once: a terminal sends it to npm and to us, and npm passes it on. */
const ECHO = 500;

/**
 * Stops at SIGTERM or SIGINT and exits 0. A second signal, or 15 seconds, force exit code 1.
 * @param stop finishes what is in flight
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  let impatient = false;
  const onSignal = () => {
    if (impatient) process.exit(1);
    if (stopping) return;
    stopping = true;
    void stopWithin(DEADLINE, stop);
    setTimeout(() => {
      impatient = true;
    }, ECHO).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Stops and exits: 0, or 1 where that fails or takes longer than so many milliseconds. */
export async function stopWithin(milliseconds: number, stop: () => Promise<void>): Promise<void> {
  setTimeout(() => process.exit(1), milliseconds).unref();
  try {
    await stop();
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/** A connection whose request was in flight when stopping began would otherwise stay open, idle, until it times out. */
export function closeConnectionsWhenStopping(fastify: FastifyInstance): void {
  let stopping = false;
  fastify.addHook('preClose', async () => {
    stopping = true;
    await nextTurn(); // answers that have come past the hook below leave before idle connections are closed
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close');
    done(null, payload);
  });
}
