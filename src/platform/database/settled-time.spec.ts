import { SettledTime } from './settled-time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGAN = Date.parse('2026-11-22T12:00:00Z');

describe('the time by which rows are deleted', () => {
  /** What it is when the clock shows so many milliseconds too many, half a minute after the last. */
  let at: (wrong: number) => number;
  let passed: number;

  beforeEach(() => {
    const time = new SettledTime();
    passed = 0;
    at = (wrong) => {
      passed += MINUTE / 2;
      return time.of(BEGAN + passed + wrong, passed) - BEGAN - passed;
    };
    at(0);
  });

  it('is that of the clock, also one that is corrected a little each time, or is set back', () => {
    expect([0, 4_000, 8_000, -HOUR, -HOUR + 3_000].map(at)).toEqual([0, 4_000, 8_000, -HOUR, -HOUR + 3_000]);
  });

  it('goes on as before when the clock has jumped ahead, until it comes back', () => {
    expect([HOUR, HOUR, HOUR + 20_000, 0, HOUR, 0].map(at)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is that of a clock that has jumped ahead an hour after the jump, however often it was asked for', () => {
    const wrongs = Array.from({ length: 122 }, () => at(2 * HOUR));
    expect(wrongs.indexOf(2 * HOUR)).toBe(120);
    expect(at(2 * HOUR + 1_000)).toBe(2 * HOUR + 1_000);
  });
});
