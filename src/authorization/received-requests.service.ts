import { Inject, Injectable } from '@nestjs/common';
import type { AskedRequest, AuthorizationRequest } from '../authorization-requests/authorization-request.js';
import { type ParkedRequest, referenceOf } from '../authorization-requests/parked-request.js';
import { ParkedRequestsService } from '../authorization-requests/parked-requests.service.js';
import { RequestObjects } from '../authorization-requests/request-objects.js';
import { type Client, isNative } from '../clients/client.js';
import { ClientsService } from '../clients/clients.service.js';
import { InvalidClient, InvalidRequest, OAuthError } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { redirectUriMatches } from '../oauth/redirect-uri.js';
import type { Peers } from '../platform/peers.js';
import { CHECKS, type Check } from './checks/check.js';

/** A request as it arrived, together with what this server had kept of it. */
export interface ReceivedRequest extends AskedRequest {
  /** Under which reference it was kept, and what the pages have noted. */
  readonly parked: (ParkedRequest & { readonly reference: string }) | undefined;
  /** What makes the request unreadable, although it is known whom to tell. */
  readonly violation: OAuthError | undefined;
}

/** While one of these is in doubt, no one but the person is told anything. */
const ADDRESSES = ['client_id', 'redirect_uri', 'request_uri'];

/** From parameters to a checked authorization request. */
@Injectable()
export class ReceivedRequests {
  constructor(
    private readonly clients: ClientsService,
    private readonly requests: ParkedRequestsService,
    private readonly requestObjects: RequestObjects,
    @Inject(CHECKS.token) private readonly checks: Peers<Check>,
  ) {}

  /**
   * Finds the client and the redirect URI. Nothing may be redirected before both are known (RFC 6749 §4.1.2.1).
   * @param source the parsed query string or form
   * @throws OAuthError, to be shown to the person
   */
  async receive(source: unknown): Promise<ReceivedRequest> {
    const { parameters: sent, violations } = Parameters.read(source);
    const doubt = ADDRESSES.map((name) => violations.get(name)).find((violation) => violation !== undefined);
    if (doubt) throw doubt;
    const client = await this.clients.find(sent.require('client_id'));
    if (!client) throw new InvalidClient(`no client with the client_id ${sent.get('client_id')} is registered`);
    const kept = await this.findParked(sent, client);
    const isObject = !kept && this.requestObjects.concerns(sent, client);
    const resolved = isObject ? await this.resolve(sent, client) : undefined;
    const parameters = kept?.parameters ?? resolved?.parameters ?? sent;
    // An answered request (a late double click, another tab) begins again: what the pages noted is used up.
    const parked = kept?.answeredAt === null ? kept : undefined;
    const [unreadable] = violations.values();
    const violation = resolved?.violation ?? unreadable;
    return { client, parameters, parked, redirectUri: redirectUriOf(client, parameters), violation };
  }

  /** A request object whose redirect URI no one vouches for is answered to no one. */
  private async resolve(sent: Parameters, client: Client): Promise<Pick<ReceivedRequest, 'parameters' | 'violation'>> {
    try {
      return { parameters: await this.requestObjects.resolve(sent, client), violation: undefined };
    } catch (error) {
      if (!(error instanceof OAuthError && sent.has('redirect_uri'))) throw error;
      return { parameters: sent, violation: error };
    }
  }

  private async findParked(sent: Parameters, client: Client): Promise<ReceivedRequest['parked']> {
    const reference = referenceOf(sent.get('request_uri') ?? '');
    if (reference === undefined) return undefined;
    const parked = await this.requests.find(reference);
    if (!parked || parked.clientId !== client.clientId) {
      throw new InvalidRequest('this request has expired; start again from the app');
    }
    return { reference, ...parked };
  }

  /** @throws OAuthError for the client */
  async check(asked: ReceivedRequest): Promise<AuthorizationRequest> {
    if (asked.violation) throw asked.violation;
    const parts: Partial<AuthorizationRequest>[] = [];
    for (const each of this.checks.list) parts.push(await each.check(asked));
    return Object.assign({}, ...parts) as AuthorizationRequest;
  }
}

/** RFC 6749 §3.1.2.3: left out, the only registered one is meant; OIDC Core §3.1.2.1 always wants one. */
function redirectUriOf(client: Client, parameters: Parameters): string {
  const requested = parameters.get('redirect_uri');
  const [only, ...others] = client.redirectUris;
  if (requested === undefined && only !== undefined && others.length === 0 && !asksForOpenId(parameters)) return only;
  if (requested === undefined) throw new InvalidRequest('the parameter redirect_uri is missing');
  if (redirectUriMatches(requested, client.redirectUris, isNative(client))) return requested;
  throw new InvalidRequest(`redirect_uri ${requested} is not registered for client ${client.clientId}`);
}

export function asksForOpenId(parameters: Parameters): boolean {
  return (parameters.get('scope') ?? '').split(' ').includes('openid');
}
