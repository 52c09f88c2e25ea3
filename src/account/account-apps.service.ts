import { Inject, Injectable } from '@nestjs/common';
import { AuthorizationUses } from '../authorizations/authorization-uses.repository.js';
import { nameOf } from '../clients/client-texts.js';
import { ClientsService } from '../clients/clients.service.js';
import { type Consent, ConsentService } from '../consent/consent.service.js';
import { describeScopes } from '../consent/scope-words.js';
import type { Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { User } from '../users/user.js';
import type { AppWithAccess } from './app-section.js';
import { initiateLoginUrl } from './initiate-login.js';

interface Reader {
  readonly user: User;
  /** The most wanted first. */
  readonly languages: readonly string[];
}

/** The apps that a person has allowed something. */
@Injectable()
export class AccountApps {
  constructor(
    private readonly consents: ConsentService,
    private readonly uses: AuthorizationUses,
    private readonly clients: ClientsService,
    private readonly resources: ResourcesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Those that were used last come first. @param languages of the reader, the most wanted first */
  async list(user: User, languages: readonly string[]): Promise<readonly AppWithAccess[]> {
    const [consents, uses] = await Promise.all([this.consents.list(user.id), this.uses.lastUses(user.id)]);
    const usedAt = ({ clientId, grantedAt }: Consent) => uses.get(clientId) ?? grantedAt;
    const inOrder = consents.toSorted((one, other) => usedAt(other) - usedAt(one));
    return Promise.all(
      inOrder.map((consent) => this.describe(consent, { user, languages }, uses.get(consent.clientId))),
    );
  }

  /** One of them; undefined if the person has allowed it nothing. */
  async find(user: User, clientId: string, languages: readonly string[]): Promise<AppWithAccess | undefined> {
    const consent = await this.consents.find(user.id, clientId);
    return consent && this.describe(consent, { user, languages }, undefined);
  }

  /** By what people know the client; one that is registered no more is called by its identifier. */
  async nameOf(clientId: string, languages: readonly string[]): Promise<string> {
    const client = await this.clients.find(clientId);
    return client ? nameOf(client, languages) : clientId;
  }

  private async describe(
    { clientId, scope, grantedAt }: Consent,
    { user, languages }: Reader,
    usedAt: Instant | undefined,
  ): Promise<AppWithAccess> {
    const client = await this.clients.find(clientId);
    const { issuer } = this.config;
    return {
      clientId,
      name: await this.nameOf(clientId, languages),
      since: grantedAt,
      lastUsed: usedAt,
      items: describeScopes(await this.resources.describe(scope, languages)),
      openUrl: initiateLoginUrl(client?.metadata.initiate_login_uri, { issuer, user, granted: scope }),
    };
  }
}
