import { InvalidArgumentError } from 'commander';
import { type Instant, parseInstant } from '../../platform/clock.js';
import { textProblem } from '../../platform/validation/text.js';

const DAY_PATTERN = /^(\d{4})-(\d\d)-(\d\d)$/;
const AGO = /^(\d{1,6}) (minute|hour|day|week)s? ago$/;
const MILLISECONDS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000 };
const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7 };

/** A whole number from 1 on. @throws InvalidArgumentError */
export function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 on.');
  return Number(text);
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Reads a whole number within bounds. */
export function wholeNumber({ least, most }: Bounds): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}.`);
  };
}

/** Reads a line of text. @param longest characters */
export function line(longest: number): (text: string) => string {
  return (text) => {
    const problem = textProblem(text, longest);
    if (problem === undefined) return text;
    throw new InvalidArgumentError(`${problem}.`);
  };
}

/** The time zone of days, as its name. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * When a person means: an RFC 3339 time, a day (its beginning in {@link TIME_ZONE}), `today`, `yesterday`, or `2 hours ago`.
 * Days and weeks ago are those of the calendar, at the same time of day.
 * @throws InvalidArgumentError
 */
export function instant(text: string, now: Instant): Instant {
  const [, year, month, day] = DAY_PATTERN.exec(text) ?? [];
  const [, amount, unit = ''] = AGO.exec(text.toLowerCase()) ?? [];
  const parsed =
    year !== undefined
      ? beginningOf(Number(year), Number(month), Number(day))
      : amount !== undefined
        ? ago(Number(amount), unit, now)
        : named(text.toLowerCase(), now);
  if (!Number.isNaN(parsed)) return parsed;
  throw new InvalidArgumentError(
    'must be a time such as 2026-11-22T16:00:00Z, a day such as 2026-11-22, today, yesterday, or "2 hours ago".',
  );
}

function beginningOf(year: number, month: number, day: number): Instant {
  const date = new Date(year, month - 1, day);
  const exists = date.getMonth() === month - 1 && date.getDate() === day;
  return exists ? date.getTime() : Number.NaN;
}

function ago(amount: number, unit: string, now: Instant): Instant {
  const milliseconds = MILLISECONDS[unit];
  if (milliseconds !== undefined) return now - amount * milliseconds;
  const date = new Date(now);
  return date.setDate(date.getDate() - amount * (DAYS[unit] ?? 1));
}

function named(text: string, now: Instant): Instant {
  const before = { today: 0, yesterday: 1 }[text];
  if (before === undefined) return parseInstant(text.toUpperCase());
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - before).getTime();
}
