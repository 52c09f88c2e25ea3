import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Parameters } from '../oauth/parameters.js';
import { after, Clock } from '../platform/clock.js';
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

  /** @returns the reference under which the request is found again */
  async park(parameters: Parameters, clientId: string): Promise<string> {
    const reference = generateSecret();
    const now = this.clock.now();
    const expiresAt = after(now, this.config.lifetimes.authorizationRequest);
    await this.repository.insert(digest(reference), clientId, parameters, now, expiresAt);
    return reference;
  }

  /** The request, or undefined where it has expired, was answered, or never was. */
  find(reference: string): Promise<ParkedRequest | undefined> {
    return this.repository.find(digest(reference), this.clock.now());
  }

  /** Notes what the person decided on the consent page. */
  decide(reference: string, decision: 'allow' | 'deny', userId: string): Promise<void> {
    return this.repository.decide(digest(reference), decision, userId);
  }

  /** Notes that the person picked the account to go on with. */
  selectAccount(reference: string): Promise<void> {
    return this.repository.selectAccount(digest(reference), this.clock.now());
  }

  /** Forgets an answered request. @returns false where it had been answered before */
  remove(reference: string): Promise<boolean> {
    return this.repository.delete(digest(reference));
  }

  /** Where the browser goes on, once a page has done its part. */
  returnPath(reference: string, parked: ParkedRequest): string {
    const query = new URLSearchParams({ client_id: parked.clientId, request_uri: requestUriOf(reference) });
    return `/oauth2/authorize?${query}`;
  }
}
