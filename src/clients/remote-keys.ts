import { after, type Instant, MINUTE } from '../platform/clock.js';
import { maxAgeIn, type OutgoingAnswer, OutgoingRefused } from '../platform/egress/outgoing.js';
import { type PublicKeys, readKeySet } from './public-keys.js';

/** Seconds for which fetched keys are used, if the answer's `Cache-Control` does not say, and in any case. */
const DEFAULT_AGE = 10 * MINUTE;
const LEAST_AGE = MINUTE;
const GREATEST_AGE = 60 * MINUTE;

/** Seconds between two fetches that someone wished for because the keys did not do. */
const COOL_DOWN = 30;

/** Seconds for which a failure is remembered while there are no keys. */
const FAILURE_AGE = 5;

/** The keys at one address: fetched when they are needed, again when they are old or do not do, and once for all who wait. */
export class RemoteKeys {
  private keys: PublicKeys | undefined;
  private freshUntil: Instant = 0;
  private askedAt: Instant = 0;
  /** The first wish is always granted: a client may change its keys right after they were fetched. */
  private wishedAt: Instant = 0;
  private failure: Error | undefined;
  private pending: Promise<PublicKeys> | undefined;

  constructor(private readonly fetch: () => Promise<OutgoingAnswer>) {}

  /**
   * @param refetch whether the keys of before do not do
   * @throws OutgoingRefused if they cannot be fetched. What was fetched before stays good for others: no one may turn good keys
   *   into none by wishing for others.
   */
  async find(now: Instant, refetch: boolean): Promise<PublicKeys> {
    if (!this.keys || now >= this.freshUntil) {
      if (this.failure && now < after(this.askedAt, FAILURE_AGE)) throw this.failure;
      if (refetch) this.wishedAt = now;
      return this.load(now);
    }
    if (!refetch || (!this.pending && now < after(this.wishedAt, COOL_DOWN))) return this.keys;
    this.wishedAt = now;
    return this.load(now);
  }

  private load(now: Instant): Promise<PublicKeys> {
    this.pending ??= this.ask(now).finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  private async ask(now: Instant): Promise<PublicKeys> {
    this.askedAt = now;
    try {
      const answer = await this.fetch();
      this.keys = keysIn(answer);
      this.freshUntil = after(now, ageOf(answer));
      this.failure = undefined;
      return this.keys;
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
  }
}

function keysIn({ status, body }: OutgoingAnswer): PublicKeys {
  if (status !== 200) throw new OutgoingRefused(`the jwks_uri answered with the status ${status}`);
  const keys = readKeySet(parse(body));
  if (!keys) throw new OutgoingRefused('the jwks_uri answered with no JSON Web Key Set');
  return keys;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Within bounds. */
function ageOf(answer: OutgoingAnswer): number {
  return Math.min(Math.max(maxAgeIn(answer) ?? DEFAULT_AGE, LEAST_AGE), GREATEST_AGE);
}
