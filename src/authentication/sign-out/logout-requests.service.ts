import { Inject, Injectable } from '@nestjs/common';
import type { Client } from '../../clients/client.js';
import { ClientsService } from '../../clients/clients.service.js';
import { SubjectService } from '../../clients/subject.service.js';
import { KeysService } from '../../keys/keys.service.js';
import type { Parameters } from '../../oauth/parameters.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Session } from '../sessions/session.js';
import { type EndedSession, frontchannelAddress } from './logout-notice.js';
import { askingClientId, isAbout, namedSession } from './logout-request.js';

/** What a request to sign out says. */
export interface LogoutRequest {
  /** The client that asks; undefined if the request names none. */
  readonly client: Client | undefined;
  /** The `sid` of the session that its hint names, which may be in another browser. */
  readonly namedSession: string | undefined;
  /** Whether its hint is about this account. */
  readonly isHinted: (account: Session) => boolean;
}

/** OIDC RP-Initiated Logout §2 and OIDC Front-Channel Logout §3, as far as they need clients and keys. */
@Injectable()
export class LogoutRequests {
  constructor(
    private readonly clients: ClientsService,
    private readonly subjects: SubjectService,
    private readonly keys: KeysService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws InvalidRequest if the hint is for another client than `client_id` */
  async read(parameters: Parameters): Promise<LogoutRequest> {
    const idTokenHint = parameters.get('id_token_hint');
    const hint = idTokenHint === undefined ? undefined : await this.keys.verifyHint(idTokenHint);
    const clientId = askingClientId(parameters, hint);
    const client = clientId === undefined ? undefined : await this.clients.find(clientId);
    return {
      client,
      namedSession: namedSession(hint, client),
      isHinted: (account) => isAbout(account, hint, client && this.subjects.subjectFor(account.user, client)),
    };
  }

  /** The pages of clients that hear by the browser that the sessions have ended. */
  async frames(ended: readonly EndedSession[]): Promise<readonly string[]> {
    return (await Promise.all(ended.map((each) => this.framesOf(each)))).flat();
  }

  private async framesOf({ sid, clientIds }: EndedSession): Promise<readonly string[]> {
    const clients = await Promise.all(clientIds.map((each) => this.clients.find(each)));
    return clients.flatMap((client) => (client && frontchannelAddress(client, this.config.issuer, sid)) ?? []);
  }
}
