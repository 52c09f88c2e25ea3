import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { OperatorsHosts } from '../../platform/egress/operators-hosts.js';
import { OutgoingRequests } from '../../platform/egress/outgoing.js';
import type { AuditSink } from './audit-sink.js';
import { EXPORT_SETTINGS, type ExportSettings } from './export-settings.js';
import { FileSink } from './file-sink.js';
import { SyslogSink } from './syslog-sink.js';
import { WebhookSink } from './webhook-sink.js';

/** Where the audit log is exported to, as the settings say. */
@Injectable()
export class AuditSinks {
  readonly list: readonly AuditSink[];

  constructor(
    @Inject(EXPORT_SETTINGS.token) { file, syslog, syslogCa, webhook, webhookAuthorization }: ExportSettings,
    @Inject(CONFIG) { issuer }: Pick<Config, 'issuer'>,
    outgoing: OutgoingRequests,
    hosts: OperatorsHosts,
  ) {
    this.list = [
      ...(file === undefined ? [] : [new FileSink(file)]),
      ...(syslog === undefined ? [] : [new SyslogSink(syslog, syslogCa, new URL(issuer).hostname, hosts)]),
      ...(webhook === undefined ? [] : [new WebhookSink(webhook, webhookAuthorization, outgoing)]),
    ];
  }
}
