import fc from 'fast-check';
import { noteRotation, type Rotations, rotatedAt } from './rotations.js';

const GRACE = 30;

describe('rotations', () => {
  it('tell when each generation of the grace window was rotated', () => {
    const rotations = noteRotation(noteRotation([], 0, 1_000, GRACE), 1, 11_000, GRACE);
    expect(rotatedAt(rotations, 0)).toBe(1_000);
    expect(rotatedAt(rotations, 1)).toBe(11_000);
    expect(rotatedAt(rotations, 2)).toBeUndefined();
  });

  it('forget what is longer ago than the grace window', () => {
    const rotations = noteRotation(noteRotation([], 0, 0, GRACE), 1, 30_000, GRACE);
    expect(rotatedAt(rotations, 0)).toBeUndefined();
  });

  it('stay short and never forget a generation early, however fast a client rotates', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 200 }), (pauses) => {
        let rotations: Rotations = [];
        let now = 0;
        const times: number[] = [];
        for (const [generation, pause] of pauses.entries()) {
          now += pause;
          times.push(now);
          rotations = noteRotation(rotations, generation, now, GRACE);
        }
        expect(rotations.length).toBeLessThanOrEqual(34);
        for (const [generation, time] of times.entries()) {
          const noted = rotatedAt(rotations, generation);
          if (now < time + GRACE * 1000) expect(noted).toBeGreaterThanOrEqual(time);
          if (noted !== undefined) expect(noted).toBeLessThanOrEqual(time + (GRACE * 1000) / 32);
        }
      }),
    );
  });
});
