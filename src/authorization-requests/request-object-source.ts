import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LruMap } from 'toad-cache';
import { type Client, isTrusted } from '../clients/client.js';
import { InvalidRequestUri } from '../oauth/oauth-error.js';
import { after, Clock, type Instant, MINUTE } from '../platform/clock.js';
import { maxAgeIn, type OutgoingAnswer, OutgoingRequests } from '../platform/egress/outgoing.js';

/** Answers that are kept at most, and characters of each: a longer one is fetched each time. */
const MOST_ANSWERS = 500;
const LONGEST_BODY = 16 * 1024;

/** Seconds for which an answer is kept at most, whatever its `Cache-Control` says. */
const GREATEST_AGE = 5 * MINUTE;

/** Fetches in a minute: for each client that a stranger registered, and for all of them together. */
const FETCHES_OF_CLIENT = 60;
const FETCHES_OF_ALL = 600;
const ALL = 'all';

/** Clients whose fetches are counted. */
const COUNTED_CLIENTS = 10_000;

/** RFC 9101 §5.2, OIDC Core §6.2: what is at the request URIs of clients, fetched no more often than need be. */
@Injectable()
export class RequestObjectSource {
  private readonly kept = new LruMap<{ readonly answer: OutgoingAnswer; readonly freshUntil: Instant }>(MOST_ANSWERS);
  private readonly fetches = new LruMap<{ count: number; readonly until: Instant }>(COUNTED_CLIENTS);

  constructor(
    private readonly outgoing: OutgoingRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * What the address answers, now or a moment ago.
   * @param accept media types
   * @throws OutgoingRefused
   * @throws InvalidRequestUri if it would be fetched too often for a client that no one vouches for
   */
  async find(address: string, client: Client, accept: string): Promise<OutgoingAnswer> {
    const trusted = isTrusted(client);
    // What a trusted client may reach is not kept for others.
    const key = `${trusted ? 'trusted' : 'other'} ${address}`;
    const now = this.clock.now();
    const known = this.kept.get(key);
    if (known && now < known.freshUntil) return known.answer;
    if (!trusted) this.count(client.clientId, now);
    const answer = await this.outgoing.request(address, { accept, trusted });
    const age = answer.body.length > LONGEST_BODY ? 0 : ageOf(answer, address);
    if (age > 0) this.kept.set(key, { answer, freshUntil: after(now, age) });
    return answer;
  }

  private count(clientId: string, now: Instant): void {
    if (this.consume(`client ${clientId}`, FETCHES_OF_CLIENT, now) && this.consume(ALL, FETCHES_OF_ALL, now)) return;
    throw new InvalidRequestUri(
      'the request_uri was fetched too often in the last minute; send the object as the parameter request, or let its answer be kept (Cache-Control: max-age)',
    );
  }

  private consume(key: string, most: number, now: Instant): boolean {
    const known = this.fetches.get(key);
    const counter = known && now < known.until ? known : { count: 0, until: after(now, MINUTE) };
    counter.count += 1;
    this.fetches.set(key, counter);
    return counter.count <= most;
  }
}

/**
 * Seconds for which the answer may be kept: as RFC 9111 §5.2.2 says, and for long if the fragment of the address is the digest
 * of what is there (OIDC Core §6.2), because it changes with it.
 */
function ageOf(answer: OutgoingAnswer, address: string): number {
  const { status, headers, body } = answer;
  if (status !== 200) return 0;
  const fragment = address.split('#', 2)[1];
  if (fragment !== undefined && fragment === createHash('sha256').update(body).digest('base64url')) return GREATEST_AGE;
  if (/no-store|no-cache/i.test(headers['cache-control'] ?? '')) return 0;
  return Math.min(maxAgeIn(answer) ?? 0, GREATEST_AGE);
}
