import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant } from '../../platform/clock.js';
import type { OperatorsHosts } from '../../platform/egress/operators-hosts.js';
import type { AuditSink } from './audit-sink.js';
import type { SyslogServer } from './export-settings.js';
import type { OcsfEvent } from './ocsf-event.js';

/** Milliseconds for a batch: connecting, sending, and the server's closing. */
const LIMIT = 20_000;

/** Milliseconds for the server to end the connection, after all was sent. */
const GRACE = 2_000;

/** RFC 5424 §6.2.1: messages of security and authorization, important or not. */
const FACILITY = 10;
const [WARNING, INFO] = [4, 6];

/** §6.2.7. */
const LONGEST_MESSAGE_ID = 32;

/** A syslog server: RFC 5424, over TLS as RFC 5425 says. The protocol has no receipts: what arrives is taken as taken. */
export class SyslogSink implements AuditSink {
  readonly name = 'syslog';

  /**
   * @param ca certificates by which the server is trusted; left out: those that Node knows
   * @param sender the name of this server in messages
   */
  constructor(
    private readonly server: SyslogServer,
    private readonly ca: string | undefined,
    private readonly sender: string,
    private readonly hosts: OperatorsHosts,
  ) {}

  async write(events: readonly OcsfEvent[]): Promise<void> {
    const signal = AbortSignal.timeout(LIMIT);
    const socket = await this.hosts.connectOverTls(this.server, this.ca, signal);
    try {
      socket.resume().end(events.map((event) => frame(syslogMessage(event, this.sender))).join(''));
      await finished(socket, { readable: false, signal });
      // A server that fails now has perhaps not read everything; one that keeps the connection has.
      if (!socket.closed)
        await Promise.race([once(socket, 'close', { signal }), sleep(GRACE, undefined, { ref: false })]);
    } finally {
      socket.destroy();
    }
  }
}

/** RFC 5425 §4.3.1: the length in bytes, a space, and the message. */
function frame(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

/** RFC 5424 §6. The message has ASCII only, so that it needs no byte order mark (§6.4). @param sender its HOSTNAME */
export function syslogMessage(event: OcsfEvent, sender: string): string {
  const priority = FACILITY * 8 + (event.status_id === 2 ? WARNING : INFO);
  const identifier = String(event.activity_name).slice(0, LONGEST_MESSAGE_ID);
  const json = JSON.stringify(event).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<${priority}>1 ${formatInstant(Number(event.time))} ${sender} gatehouse - ${identifier} - ${json}`;
}
