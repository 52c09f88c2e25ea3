import { RoomSettings, type ValuesOf } from '../../platform/config/room-settings.js';
import { Setting } from '../../platform/config/setting.js';
import { optionalText, optionalUrl } from '../../platform/config/setting-types.js';

/** Where syslog messages go. */
export interface SyslogServer {
  readonly host: string;
  readonly port: number;
}

/** Where the audit log is exported to as OCSF, as it grows. */
export const EXPORT_SETTINGS = new RoomSettings('auditExport', {
  file: optionalText({
    name: 'AUDIT_EXPORT_FILE',
    about: 'A file to which each event of the audit log is appended as a line of OCSF JSON, for a log shipper.',
  }),
  syslog: new Setting<SyslogServer | undefined>(
    {
      name: 'AUDIT_EXPORT_SYSLOG',
      about:
        'A syslog server, such as siem.example.com:6514, that each event of the audit log is sent to as OCSF JSON: RFC 5424 over TLS (RFC 5425).',
      fallback: undefined,
    },
    (given, wrong) => {
      const [, literal, name, port = ''] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(given) ?? [];
      const host = literal ?? name;
      if (host !== undefined && Number(port) > 0 && Number(port) < 65_536) return { host, port: Number(port) };
      wrong(`must be a host and a port, such as siem.example.com:6514, not "${given}"`);
      return undefined;
    },
  ),
  syslogCa: optionalText(
    {
      name: 'AUDIT_EXPORT_SYSLOG_CA',
      about:
        'Certificates in PEM that the syslog server is trusted by, if not those that Node knows. Usually AUDIT_EXPORT_SYSLOG_CA_FILE.',
    },
    (given) => (given.includes('-----BEGIN CERTIFICATE-----') ? undefined : 'must be certificates in PEM'),
  ),
  webhook: optionalUrl({
    name: 'AUDIT_EXPORT_WEBHOOK_URL',
    about:
      'Where events of the audit log are posted to, as lines of OCSF JSON (application/x-ndjson), such as the HTTP input of a monitoring system.',
  }),
  webhookAuthorization: optionalText(
    {
      name: 'AUDIT_EXPORT_WEBHOOK_AUTHORIZATION',
      about: 'The header Authorization of these requests, such as Bearer TOKEN.',
    },
    (given) => (/^[\x20-\x7e]+$/.test(given) ? undefined : 'must be printable ASCII'),
  ),
});

export type ExportSettings = ValuesOf<typeof EXPORT_SETTINGS>;
