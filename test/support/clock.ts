import { after, Clock, type Instant } from '../../src/platform/clock.js';
import { DatabaseClock } from '../../src/platform/database/database-clock.js';
import type { TestApp } from './test-app.js';

/** The time of some servers, which stands still until a test lets it pass. */
export interface StoppedClock {
  now(): Instant;
  pass(seconds: number): void;
  /** Gives the servers the present back. */
  goOn(): void;
}

/** Stops the clocks of these servers, and of their databases, at the same moment. */
export function stopClock(...servers: readonly Pick<TestApp, 'app'>[]): StoppedClock {
  let now = Date.now();
  const clocks: { now?: Clock['now'] }[] = servers.map(({ app }) => app.get(Clock));
  const databaseClocks: { now?: DatabaseClock['now'] }[] = servers.map(({ app }) => app.get(DatabaseClock));
  for (const clock of clocks) clock.now = () => now;
  for (const clock of databaseClocks) clock.now = async () => now;
  return {
    now: () => now,
    pass: (seconds) => {
      now = after(now, seconds);
    },
    goOn: () => {
      for (const clock of [...clocks, ...databaseClocks]) delete clock.now;
    },
  };
}
