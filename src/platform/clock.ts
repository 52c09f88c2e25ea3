import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** A point in time: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** The only source of the present time. Rules receive an {@link Instant} as a value. */
@Injectable()
export class Clock {
  now(): Instant {
    return Date.now();
  }
}

/** Measures and waits: a clock that no one sets. In milliseconds. */
@Injectable()
export class Stopwatch {
  /** Since some moment. */
  now(): number {
    return performance.now();
  }

  wait(milliseconds: number): Promise<void> {
    return sleep(milliseconds);
  }
}

/** When this process began, before anything else was done. */
export function processStart(): Instant {
  return Math.floor(performance.timeOrigin);
}

/** `seconds` after `instant`. */
export function after(instant: Instant, seconds: number): Instant {
  return instant + seconds * 1000;
}

/** RFC 7519 §2 NumericDate: whole seconds since 1970-01-01T00:00:00Z. */
export function numericDate(instant: Instant): number {
  return Math.floor(instant / 1000);
}

/** The day in UTC, `YYYY-MM-DD` (RFC 3339 full-date). */
export function fullDate(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** RFC 3339, in UTC. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** The instant of an RFC 3339 date-time; NaN if it is none. */
export function parseInstant(text: string): Instant {
  return /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** Lifetimes in seconds, for settings and defaults. */
export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** For libraries that want a Date. */
export function toDate(instant: Instant): Date {
  return new Date(instant);
}
