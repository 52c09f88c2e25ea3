import { createHmac } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, formatInstant, type Instant, numericDate } from '../platform/clock.js';
import { CONFIG, type Config, type Webhook } from '../platform/config/config.js';
import type { Transaction } from '../platform/database/database.js';
import { OutgoingRequests } from '../platform/egress/outgoing.js';
import { Deliveries } from '../platform/outbox/deliveries.service.js';
import { Undeliverable } from '../platform/outbox/delivery.js';
import { AuditSearchRepository } from './audit-search.repository.js';
import type { Seal } from './chain.js';
import { presentEvent } from './dto/audit-event.dto.js';

const KIND = 'audit-event';

/** Standard Webhooks: the status by which a receiver says that it wants no more events. */
const GONE = 410;

/** Sends each event to the operator's receiver as soon as it is sealed, signed as Standard Webhooks demand. */
@Injectable()
export class AuditWebhook implements OnModuleInit {
  private readonly webhook: Webhook | undefined;

  constructor(
    private readonly deliveries: Deliveries,
    private readonly events: AuditSearchRepository,
    private readonly outgoing: OutgoingRequests,
    private readonly clock: Clock,
    @Inject(CONFIG) { audit }: Pick<Config, 'audit'>,
  ) {
    this.webhook = audit.webhook;
  }

  onModuleInit(): void {
    const { webhook } = this;
    if (webhook) this.deliveries.register<string>(KIND, (id) => this.send(id, webhook));
  }

  /** Sends these as soon as the transaction is committed. */
  async announce(seals: readonly Seal[], transaction: Transaction): Promise<void> {
    if (this.webhook) for (const { id } of seals) await this.deliveries.enqueue(KIND, id, transaction);
  }

  /** The body is the same at every attempt, its time and signature are not. */
  private async send(id: string, { url, secret }: Webhook): Promise<void> {
    const event = await this.events.find(id);
    if (!event) return; // deleted by retention
    const body = JSON.stringify({ type: event.type, timestamp: formatInstant(event.at), data: presentEvent(event) });
    const { status } = await this.outgoing.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureOf(id, body, this.clock.now(), secret) },
      body,
      trusted: true,
    });
    if (status === GONE) throw new Undeliverable('the receiver of audit events answered 410');
    if (status < 200 || status > 299) throw new Error(`the receiver of audit events answered ${status}`);
  }
}

/** Standard Webhooks, "Signature scheme": HMAC-SHA-256 over identifier, time and body. @param secret `whsec_` and base64 */
function signatureOf(id: string, body: string, now: Instant, secret: string): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const timestamp = String(numericDate(now));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
