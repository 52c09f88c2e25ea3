import type { OutgoingRequests } from '../../platform/egress/outgoing.js';
import { type AuditSink, linesOf } from './audit-sink.js';
import type { OcsfEvent } from './ocsf-event.js';

/** An HTTP input of a monitoring system. */
export class WebhookSink implements AuditSink {
  readonly name = 'webhook';

  constructor(
    private readonly url: string,
    private readonly authorization: string | undefined,
    private readonly outgoing: OutgoingRequests,
  ) {}

  async write(events: readonly OcsfEvent[]): Promise<void> {
    const { authorization } = this;
    const { status } = await this.outgoing.request(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', ...(authorization !== undefined && { authorization }) },
      body: linesOf(events),
      trusted: true,
    });
    if (status < 200 || status > 299) throw new Error(`the receiver of the audit log answered ${status}`);
  }
}
