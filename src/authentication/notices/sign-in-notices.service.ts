import { Inject, Injectable } from '@nestjs/common';
import { LruMap } from 'toad-cache';
import { MAIL_SETTINGS, type MailSettings } from '../../mail/mail-settings.js';
import { after, Clock, HOUR, type Instant } from '../../platform/clock.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { Database } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { Visitor } from '../../platform/http/visitor.js';
import { Deliveries } from '../../platform/outbox/deliveries.service.js';
import type { User } from '../../users/user.js';
import { AUTHENTICATION_SETTINGS } from '../authentication-settings.js';
import { Devices } from '../sessions/devices.js';
import { KnownBrowsers } from './known-browsers.js';

/** Under which the queue has them. */
export const SIGN_IN_NOTICE = 'sign-in-notice';
export const GUESSES_NOTICE = 'guesses-notice';

/** A sign-in of which its person may have to be told. */
export interface NotedSignIn {
  readonly userId: string;
  readonly at: Instant;
  readonly facts: RequestFacts;
}

/** A name for which too many wrong passwords were typed, whether or not an account has it. */
export interface NotedGuesses {
  readonly login: string;
  readonly at: Instant;
  readonly facts: RequestFacts;
}

/** Names that were noted lately, of which this process need not note more; the least recently used makes room. */
const MOST_NAMES = 10_000;

/** Seconds. */
const NOTED_FOR = HOUR;

/**
 * Notes sign-ins of which people may have to be told. Whether there is an account, and whether it is told, is found out later,
 * by the queue: a sign-in does not wait for it, and the time of a refused one tells nothing. Only if a mail server is set.
 */
@Injectable()
export class SignInNotices {
  private readonly guessed = new LruMap<Instant>(MOST_NAMES);

  constructor(
    @Inject(AUTHENTICATION_SETTINGS.token) private readonly settings: ValuesOf<typeof AUTHENTICATION_SETTINGS>,
    @Inject(MAIL_SETTINGS.token) private readonly mail: MailSettings,
    private readonly known: KnownBrowsers,
    private readonly devices: Devices,
    private readonly deliveries: Deliveries,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  get areSent(): boolean {
    return this.settings.signInNotices && this.mail.smtpUrl !== undefined;
  }

  /** After a session was started; before the browser is remembered for throttling. */
  async signedIn({ cookies, facts }: Visitor, user: User): Promise<void> {
    if (!this.areSent) return;
    // Who was known before this version remembered it is known by the other mark.
    const isKnown = this.known.knows(cookies.sent, user) || this.devices.knows(cookies.sent, user);
    this.known.remember(cookies, user);
    if (isKnown) return;
    const noted: NotedSignIn = { userId: user.id, at: this.clock.now(), facts };
    await this.database.transaction((transaction) => this.deliveries.enqueue(SIGN_IN_NOTICE, noted, transaction));
  }

  /** Whether a block of this name is to be noted: once in an hour by each process. */
  isNews(login: string): boolean {
    const until = this.guessed.get(login);
    return this.areSent && (until === undefined || until <= this.clock.now());
  }

  async guessedAt(login: string, facts: RequestFacts): Promise<void> {
    const at = this.clock.now();
    this.guessed.set(login, after(at, NOTED_FOR));
    const noted: NotedGuesses = { login, at, facts };
    await this.database.transaction((transaction) => this.deliveries.enqueue(GUESSES_NOTICE, noted, transaction));
  }
}
