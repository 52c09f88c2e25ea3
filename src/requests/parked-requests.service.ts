import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Parameters } from '../oauth/parameters.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Purge } from '../platform/purge.js';
import { digest, generateSecret } from '../platform/secrets.js';
import { type ParkedRequest, requestUriOf } from './parked-request.js';
import { ParkedRequestsRepository } from './parked-requests.repository.js';

/** Keeps authorization requests while people sign in and decide; the browser carries only a reference. */
@Injectable()
export class ParkedRequestsService implements OnModuleInit {
  constructor(
    private readonly repository: ParkedRequestsRepository,
    private readonly clock: Clock,
    private readonly purge: Purge,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.purge.register('parked_requests', (now, limit) => this.repository.purge(now, limit));
  }

  /**
   * @param userId with whose account the request goes on; left out where nobody is signed in
   * @returns the reference under which the request is found again
   */
  async park(parameters: Parameters, clientId: string, userId?: string): Promise<string> {
    const reference = generateSecret();
    const now = this.clock.now();
    const expiresAt = after(now, this.config.lifetimes.authorizationRequest);
    await this.repository.insert(digest(reference), clientId, parameters, now, expiresAt, userId ?? null);
    return reference;
  }

  /** The request, answered or not; undefined where it has expired or never was, and for an empty reference. */
  async find(reference: string): Promise<ParkedRequest | undefined> {
    return reference === '' ? undefined : this.repository.find(digest(reference), this.clock.now());
  }

  /**
   * Notes what the person decided on the consent page. Of two clicks, the browser drops the answer to the first: where that
   * one has led to an answer since the second arrived, the request is answered once more.
   * @param begun when the click arrived
   */
  decide(reference: string, decision: 'allow' | 'deny', userId: string, begun: Instant): Promise<void> {
    return this.repository.decide(digest(reference), decision, userId, begun);
  }

  /** Notes which account the person picked to go on with. */
  selectAccount(reference: string, userId: string): Promise<void> {
    return this.repository.selectAccount(digest(reference), this.clock.now(), userId);
  }

  /** Notes who signed in to go on. */
  signIn(reference: string, userId: string): Promise<void> {
    return this.repository.signIn(digest(reference), userId);
  }

  /** Notes that the client gets its answer. @returns false where it had got one before */
  answer(reference: string): Promise<boolean> {
    return this.repository.answer(digest(reference), this.clock.now());
  }

  /** Where the browser goes on, once a page has done its part. */
  returnPath(reference: string, parked: ParkedRequest): string {
    const query = new URLSearchParams({ client_id: parked.clientId, request_uri: requestUriOf(reference) });
    return `/oauth2/authorize?${query}`;
  }
}
