import { CLOCK_SKEW } from '../database/database-clock.js';

/** What was looked at, and what it is like or what to do about it. */
export interface Finding {
  readonly check: string;
  /** `warn`: it works, but not as it should, or no one can know from here. */
  readonly result: 'ok' | 'warn' | 'fail';
  readonly detail: string;
}

export function ok(check: string, detail: string): Finding {
  return { check, result: 'ok', detail };
}

export function warn(check: string, detail: string): Finding {
  return { check, result: 'warn', detail };
}

export function fail(check: string, detail: string): Finding {
  return { check, result: 'fail', detail };
}

/** @param theirs what the other clock shows; `uncertainty`: milliseconds that asking it may have taken */
export function clockFinding(check: string, whose: string, ours: number, theirs: number, uncertainty = 0): Finding {
  const skew = Math.abs(ours - theirs);
  return skew <= CLOCK_SKEW + uncertainty
    ? ok(check, `agrees with that of ${whose}`)
    : fail(check, `differs from that of ${whose} by ${skew} ms; synchronise both with NTP`);
}
