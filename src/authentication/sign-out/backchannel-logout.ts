import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Client, isTrusted } from '../../clients/client.js';
import { ClientsService } from '../../clients/clients.service.js';
import { SubjectService } from '../../clients/subject.service.js';
import { KeysService } from '../../keys/keys.service.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Transaction } from '../../platform/database/database.js';
import { OutgoingRequests } from '../../platform/egress/outgoing.js';
import { Deliveries } from '../../platform/outbox/deliveries.service.js';
import { Undeliverable } from '../../platform/outbox/delivery.js';
import { type EndedSession, logoutClaims } from './logout-notice.js';

const KIND = 'backchannel-logout';

/** One client that is to hear that one session has ended. */
interface Notice {
  readonly clientId: string;
  readonly userId: string;
  readonly sid: string;
}

/** OpenID Connect Back-Channel Logout 1.0: tells clients that a session has ended, until each has heard. */
@Injectable()
export class BackchannelLogout implements OnModuleInit {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly clients: ClientsService,
    private readonly subjects: SubjectService,
    private readonly keys: KeysService,
    private readonly outgoing: OutgoingRequests,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.deliveries.register<Notice>(KIND, (notice) => this.send(notice));
  }

  /** Tells every client of the session, as soon as the transaction is committed. */
  async announce({ sid, userId, clientIds }: EndedSession, transaction: Transaction): Promise<void> {
    for (const clientId of clientIds)
      await this.deliveries.enqueue(KIND, { clientId, userId, sid } satisfies Notice, transaction);
  }

  /**
   * §2.5 and §2.8. Each attempt signs a new token, because one lives for two minutes only.
   * @throws Undeliverable if the client answers 400: it takes the token for invalid, or cannot sign out
   */
  private async send(notice: Notice): Promise<void> {
    const client = await this.clients.find(notice.clientId);
    const uri = client?.metadata.backchannel_logout_uri;
    if (!client || uri === undefined) return; // it is gone, or hears by the browser only
    const { status } = await this.outgoing.request(uri, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: await this.token(client, notice) }).toString(),
      trusted: isTrusted(client),
    });
    if (status === 400) throw new Undeliverable(`${client.clientId} answered 400 to a logout token`);
    if (status < 200 || status > 299) throw new Error(`${client.clientId} answered ${status} to a logout token`);
  }

  /** §2.4: signed like the client's ID tokens. */
  private token(client: Client, { userId, sid }: Notice): Promise<string> {
    const about = {
      issuer: this.config.issuer,
      clientId: client.clientId,
      subject: this.subjects.subjectFor({ id: userId }, client),
      sid,
    };
    const claims = logoutClaims(about, randomUUID(), this.clock.now());
    return this.keys.sign(claims, { typ: 'logout+jwt', alg: client.idTokenSignedResponseAlg });
  }
}
