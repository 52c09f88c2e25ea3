import { after, Clock } from '../../src/platform/clock.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { DatabaseClock } from '../../src/platform/database/database-clock.js';
import { Schedule } from '../../src/platform/schedule/schedule.js';
import type { TestApp } from './test-app.js';

type Server = Pick<TestApp, 'app'>;

/** The clock of some servers, which stands still until a test lets time pass. */
export interface StoppedClock extends Pick<TestClock, 'now' | 'pass'> {
  /** Gives the servers the present back. */
  goOn(): void;
}

/** Stops the clocks of these servers, and of their databases, at the same moment. */
export function stopClock(...servers: readonly Server[]): StoppedClock {
  const clock = new TestClock(Date.now());
  const restorations = servers.flatMap(({ app }) => [
    replaceNow(app.get(Clock), () => clock.now()),
    replaceNow(app.get(DatabaseClock), async () => clock.now()),
  ]);
  return {
    now: () => clock.now(),
    pass: (seconds) => clock.pass(seconds),
    goOn: () => {
      for (const restore of restorations) restore();
    },
  };
}

/** Ends the periodic work of servers: from now on they do only what they are asked or told to do. */
export async function stopPeriodicWork(...servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map(({ app }) => app.get(Schedule).onModuleDestroy()));
}

/** Puts the clock of a server so many seconds ahead of its database's. @returns what puts it right again */
export function putAhead({ app }: Server, seconds: number): () => void {
  return replaceNow(app.get(Clock), () => after(Date.now(), seconds));
}

/** @returns what gives the clock its own time back */
function replaceNow<Now>(clock: { now?: Now }, now: Now): () => void {
  clock.now = now;
  return () => {
    delete clock.now;
  };
}
