import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequest, InvalidToken, RegistrationClosed, TooManyRequests } from '../../oauth/oauth-error.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { digest, generateSecret, matchesDigest } from '../../platform/crypto/secrets.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { ThrottlesService } from '../../platform/throttling/throttles.service.js';
import { Violations } from '../../platform/validation/violations.js';
import { clientOf, hasSecret } from '../client.js';
import { ClientNotFound } from '../client-error.js';
import { ClientMetadataValidator } from '../client-metadata-validator.js';
import type { ClientChanger } from '../client-power.js';
import { liveSecrets, secretMatches } from '../client-secrets.js';
import type { ClientRecord } from '../clients.repository.js';
import { ClientsService } from '../clients.service.js';
import type { DynamicRegistrar, Registration } from '../registration.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';
import { acceptable, checkChange, registrationError, type SentMetadata } from './registration-request.js';
import { RegistrationScopes } from './registration-scopes.js';

/** A registration and the token by which the client manages it. */
export interface ManagedRegistration extends Registration {
  readonly registrationAccessToken: string;
}

/** Clients that register themselves (RFC 7591) and manage their registration (RFC 7592). */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly clients: ClientsService,
    private readonly validator: ClientMetadataValidator,
    private readonly tokens: InitialAccessTokensService,
    private readonly scopes: RegistrationScopes,
    private readonly throttles: ThrottlesService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Lets someone register clients.
   * @param token the initial access token that came with the request
   * @throws RegistrationClosed, InvalidToken, TooManyRequests
   */
  async admit(
    token: string | undefined,
    { address }: RequestFacts,
  ): Promise<Omit<DynamicRegistrar, 'registrationTokenDigest'>> {
    const { access, limit } = this.config.registration;
    if (access === 'closed')
      throw new RegistrationClosed('clients are not registered here by themselves; ask an administrator to do it');
    if (token !== undefined) {
      const found = await this.tokens.check(token);
      return {
        registeredBy: 'initial-access-token',
        admit: (transaction) => this.tokens.use(found, transaction),
      };
    }
    if (access === 'token') throw new InvalidToken('');
    const wait = await this.throttles.consume('registration', address, limit);
    if (wait > 0)
      throw new TooManyRequests('too many clients were registered from this address; try again later', wait);
    return { registeredBy: 'open' };
  }

  /** @throws InvalidRedirectUri, InvalidClientMetadata and its relatives */
  async register(
    sent: SentMetadata,
    registrar: Omit<DynamicRegistrar, 'registrationTokenDigest'>,
    facts: RequestFacts,
  ): Promise<ManagedRegistration> {
    const registrationAccessToken = generateSecret();
    const by = { ...registrar, registrationTokenDigest: digest(registrationAccessToken) };
    const registration = await asRegistrationError(async () =>
      this.clients.create(await this.acceptable(sent), { facts }, by),
    );
    return { ...registration, registrationAccessToken };
  }

  /**
   * The client that the token is for. Anyone who has another token does not learn whether there is such a client.
   * @throws InvalidToken
   */
  async authenticate(clientId: string, token: string | undefined): Promise<ClientRecord> {
    if (token === undefined) throw new InvalidToken('');
    const client = await this.find(clientId);
    if (matchesDigest(token, client?.registrationTokenDigest) && client) return client;
    throw notTheirs();
  }

  /**
   * RFC 7592 §2.2: gives the client these metadata in place of all that it has; and a new secret if its own has expired.
   * @throws TooManyRequests, InvalidRequest, InvalidRedirectUri, InvalidClientMetadata and its relatives
   */
  async replace(client: ClientRecord, sent: SentMetadata, facts: RequestFacts): Promise<Registration> {
    const { clientId } = client;
    await this.admitChange(facts);
    checkChange(sent, clientId);
    this.checkSecret(client, sent.client_secret);
    const by = itself(clientId, facts);
    return asRegistrationError(async () => {
      const changed = await this.clients.replace(
        clientId,
        { ...(await this.acceptable(sent)), ...this.kept(client) },
        by,
      );
      const { metadata, secrets } = changed.client;
      const isLockedOut = hasSecret(metadata) && liveSecrets(secrets, this.clock.now()).length === 0;
      return isLockedOut ? this.clients.rotateSecret(clientId, 0, by) : changed;
    });
  }

  /**
   * RFC 7592 §2.3. Its secrets, and what users have allowed it, go with it; its tokens are no good from now on.
   * @throws InvalidToken, TooManyRequests, InsufficientScope
   */
  async remove({ clientId }: ClientRecord, facts: RequestFacts): Promise<void> {
    await this.admitChange(facts);
    await asRegistrationError(() => this.clients.delete(clientId, itself(clientId, facts)));
  }

  /** Every change leaves an event in the audit log, which keeps it for long: an address may make only so many. */
  private async admitChange({ address }: RequestFacts): Promise<void> {
    const wait = await this.throttles.consume('registration-change', address, this.config.registration.limit);
    if (wait > 0)
      throw new TooManyRequests('too many registrations were changed from this address; try again later', wait);
  }

  /** What administrators have set stays. */
  private kept({ metadata }: ClientRecord): SentMetadata {
    return Object.fromEntries(Object.entries(metadata).filter(([name]) => this.validator.isForAdministrators(name)));
  }

  private async acceptable(sent: SentMetadata): Promise<SentMetadata> {
    return this.scopes.complete(acceptable(sent, this.config.registration.requirePkce, this.validator));
  }

  private async find(clientId: string): Promise<ClientRecord | undefined> {
    try {
      return await this.clients.get(clientId);
    } catch (error) {
      if (error instanceof ClientNotFound) return undefined;
      throw error;
    }
  }

  private checkSecret({ clientId, metadata, secrets }: ClientRecord, sent: unknown): void {
    if (sent === undefined || sent === null) return;
    const client = clientOf(clientId, metadata, secrets);
    if (typeof sent !== 'string' || !secretMatches(client, sent, this.clock.now()))
      throw new InvalidRequest('client_secret must be the present one, or left out; a client cannot choose its secret');
  }
}

/** Its registration access token is worth no scope of the admin API: one that an administrator added is not its own to use. */
function itself(clientId: string, facts: RequestFacts): ClientChanger {
  return { actor: { client: clientId }, facts, scope: [] };
}

function notTheirs(): InvalidToken {
  return new InvalidToken('the registration access token is not that of this client');
}

/** Says what is wrong with the metadata as RFC 7591 §3.2.2 does; and of a client that was removed meanwhile, what is said of one that never was. */
async function asRegistrationError<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof ClientNotFound) throw notTheirs();
    throw error instanceof Violations ? registrationError(error) : error;
  }
}
