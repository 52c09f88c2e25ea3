import { Injectable } from '@nestjs/common';
import { Csrf } from '../../../authentication/csrf.js';
import { Clock, type Instant } from '../../../platform/clock.js';
import type { Cookies, SentCookies } from '../../../platform/http/cookies.js';
import { formField } from '../../../ui/form-field.js';

/** Milliseconds within which no person fills in the form. */
const SHORTEST = 2_000;

/** Knows since when a person has had the form. */
@Injectable()
export class FormTime {
  constructor(
    private readonly csrf: Csrf,
    private readonly clock: Clock,
  ) {}

  /** The hidden fields of the form. @param begun what a form before said; empty: it is shown first now */
  fields(cookies: Cookies, begun: string): Readonly<Record<string, string>> {
    const since = isInstant(begun) ? begun : String(this.clock.now());
    return { begun: since, csrf: this.csrf.anonymousToken(cookies, purposeOf(since)) };
  }

  /** When the form was shown first that was sent; undefined if it was not shown to this browser. */
  begunAt(sent: SentCookies, form: unknown): Instant | undefined {
    const begun = formField(form, 'begun');
    const isOurs = isInstant(begun) && this.csrf.acceptsAnonymous(sent, formField(form, 'csrf'), purposeOf(begun));
    return isOurs ? Number(begun) : undefined;
  }

  /** Whether only a program can have filled in the form meanwhile. */
  isTooShort(begun: Instant): boolean {
    return this.clock.now() - begun < SHORTEST;
  }
}

function isInstant(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

/** The time is part of what the token is for, so no one can set it back. */
function purposeOf(begun: string): string {
  return `register ${begun}`;
}
