import { after, DAY, HOUR, type Instant, MINUTE } from '../platform/clock.js';
import { purgeTime } from './authorization.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** When the row of an authorization may go that is refreshed every ten minutes, and ends `idle` seconds after the last time; all in seconds. */
function purgeTimes(idle: number, lifetime: number): readonly Instant[] {
  const expiresAt = after(NOW, lifetime);
  const times = new Set<Instant>();
  for (let now = NOW; now < expiresAt; now = after(now, 10 * MINUTE))
    times.add(purgeTime(Math.min(after(now, idle), expiresAt), now));
  return [...times];
}

describe('the time from which the row of an authorization may be deleted', () => {
  it('is never before the last use, and at most a minute after it if that is less than eight hours away, else an hour', () => {
    for (let seconds = 1; seconds < 3 * DAY; seconds += 997) {
      const lastUse = after(NOW, seconds) + (seconds % 1000);
      const late = purgeTime(lastUse, NOW) - lastUse;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan((seconds < 8 * HOUR ? MINUTE : HOUR) * 1000);
    }
  });

  it('moves at most once an hour while refreshes move the end of a long authorization, and once when the end is near', () => {
    expect(purgeTimes(30 * DAY, 31 * DAY + 7 * MINUTE).length).toBeLessThanOrEqual(DAY / HOUR + 3);
    expect(purgeTimes(DAY, 4 * DAY).length).toBeLessThanOrEqual((3 * DAY) / HOUR + 2);
  });
});
