import { Inject, Injectable } from '@nestjs/common';
import { TooManyRequests } from '../oauth/oauth-error.js';
import type { Parameters } from '../oauth/parameters.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { digest, generateSecret } from '../platform/crypto/secrets.js';
import { networkOf } from '../platform/http/addresses.js';
import { keep, type ParkedRequest, requestUriOf } from './parked-request.js';
import { ParkedRequestsRepository } from './parked-requests.repository.js';
import { WaitingLimit } from './waiting-limit.js';

/** Seconds after which a refused request may be tried again. */
const RETRY_AFTER = 60;

/** Who sends a request. */
export interface Sender {
  readonly clientId: string;
  /** Of the browser. */
  readonly address: string;
  /** With whose account the request goes on; left out if no one is signed in. */
  readonly userId?: string | undefined;
}

/** Keeps authorization requests while people sign in and decide; the browser carries only a reference. */
@Injectable()
export class ParkedRequestsService {
  private readonly limit: WaitingLimit;

  constructor(
    private readonly repository: ParkedRequestsRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.limit = new WaitingLimit(config.waitingRequestsLimit, (network) => repository.waiting(network));
  }

  /**
   * Anyone can have a request kept, so its size is bounded, and what waits in all.
   * @returns the reference under which the request is found again
   * @throws InvalidRequest if it is too large
   * @throws TooManyRequests if too many wait that came from the same network, or in all
   */
  async park(parameters: Parameters, { clientId, address, userId }: Sender): Promise<string> {
    const { json, size } = keep(parameters);
    const network = digest(networkOf(address));
    const createdAt = this.clock.now();
    const reference = generateSecret();
    const expiresAt = after(createdAt, this.config.lifetimes.authorizationRequest);
    const whose = { digest: digest(reference), clientId, userId: userId ?? null, network };
    const insert = () => this.repository.insert({ ...whose, parameters: json, size, createdAt, expiresAt });
    if (await this.limit.store(network, size, createdAt, insert)) return reference;
    throw new TooManyRequests('too many requests wait for people to sign in; try again in a minute', RETRY_AFTER);
  }

  /** The request, answered or not; undefined if it has expired or never was, and for an empty reference. */
  async find(reference: string): Promise<ParkedRequest | undefined> {
    return reference === '' ? undefined : this.repository.find(digest(reference), this.clock.now());
  }

  /**
   * Notes what the person decided on the consent page. Of two clicks, the browser drops the answer to the first: if that
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

  /** Notes that the client gets its answer. @returns false if it had got one before */
  answer(reference: string): Promise<boolean> {
    return this.repository.answer(digest(reference), this.clock.now());
  }

  /** Where the browser goes on, once a page has done its part. */
  returnPath(reference: string, parked: ParkedRequest): string {
    const query = new URLSearchParams({ client_id: parked.clientId, request_uri: requestUriOf(reference) });
    return `/oauth2/authorize?${query}`;
  }
}
