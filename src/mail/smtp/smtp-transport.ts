import type { Socket } from 'node:net';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { after, Clock, type Instant } from '../../platform/clock.js';
import { OperatorsHosts } from '../../platform/egress/operators-hosts.js';
import { BoundedPool } from '../../platform/work/bounded-pool.js';
import { MAIL_SETTINGS, type MailSettings } from '../mail-settings.js';
import { MailTransport, type WrittenMail } from '../written-mail.js';
import {
  connectionProblem,
  isUnreachable,
  MailServerProblem,
  type SmtpError,
  smtpProblem,
} from './mail-server-problem.js';
import { SmtpToken } from './smtp-token.js';
import { readSmtpUrl, type SmtpServer } from './smtp-url.js';

/** Milliseconds: for connecting, for the greeting, for each answer; and for all of it, which is less than the lease of a delivery. */
const TIMES = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
const WHOLE = 45_000;

/** Connections of this process to the mail server; each stays open for a while, for the next mail. */
const CONNECTIONS = 3;
const IDLE = 30_000;

/** Mails that wait for a connection: more than this process delivers at once. */
const WAITING = 100;

/** Seconds for which a mail server that cannot be reached is not asked again, so that mails do not hold up what else is delivered. */
const REST = 5;

type SocketCallback = (error: Error | null, opened?: { readonly connection: Socket }) => void;

/** RFC 3834 §5: no one's automatic answer comes back. */
const HEADERS = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/** Hands mails to the operator's mail server by SMTP (RFC 5321, RFC 6409). Its library is loaded with the first mail. */
@Injectable()
export class SmtpTransport extends MailTransport implements OnApplicationShutdown {
  private opened: Promise<Transporter> | undefined;
  private readonly places = new BoundedPool(CONNECTIONS, WAITING);
  private down: { readonly until: Instant; readonly problem: Error } | undefined;

  constructor(
    @Inject(MAIL_SETTINGS.token) private readonly settings: MailSettings,
    private readonly token: SmtpToken,
    private readonly hosts: OperatorsHosts,
    private readonly clock: Clock,
  ) {
    super();
  }

  send(mail: WrittenMail): Promise<void> {
    return this.places.run(async () => {
      if (this.down && this.down.until > this.clock.now()) throw this.down.problem;
      await this.hand(mail);
    });
  }

  async check(): Promise<void> {
    await this.attempt((transporter) => transporter.verify());
  }

  /** Deliveries have ended before. */
  async onApplicationShutdown(): Promise<void> {
    (await this.opened)?.close();
  }

  private async hand({ messageId, from, to, subject, text, html, language }: WrittenMail): Promise<void> {
    await this.attempt(async (transporter) => {
      await transporter.sendMail({
        messageId: `<${messageId}>`,
        from: { name: from.name ?? '', address: from.address },
        to: { name: to.name ?? '', address: to.address },
        subject,
        text,
        html,
        headers: { ...HEADERS, 'Content-Language': language },
        signal: AbortSignal.timeout(WHOLE),
        // Nothing in a mail names a file or an address that this server would read.
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    });
  }

  private async attempt(work: (transporter: Transporter) => Promise<unknown>): Promise<void> {
    const server = this.server();
    this.opened ??= this.open(server);
    try {
      await work(await this.opened);
      this.down = undefined;
    } catch (error) {
      const problem = smtpProblem(error as SmtpError, `${server.host}:${server.port}`);
      if (isUnreachable(error as SmtpError)) this.down = { until: after(this.clock.now(), REST), problem };
      throw problem;
    }
  }

  private server(): SmtpServer {
    const { smtpUrl } = this.settings;
    if (smtpUrl === undefined) throw new MailServerProblem('no mail server is set: SMTP_URL');
    return readSmtpUrl(smtpUrl);
  }

  private async open(server: SmtpServer): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    const { host, port, implicitTls } = server;
    const isEncrypted = this.settings.smtpTls === 'required';
    return createTransport({
      pool: true,
      maxConnections: CONNECTIONS,
      idleTimeout: IDLE,
      // What fails is tried again by the outbox, later and later.
      maxRequeues: 0,
      host,
      port,
      secure: implicitTls,
      requireTLS: isEncrypted,
      tls: { rejectUnauthorized: isEncrypted },
      // The library opens no connection itself: each goes to an address that was checked.
      getSocket: (_: unknown, done: SocketCallback) => {
        this.hosts.connect(server, AbortSignal.timeout(TIMES.connectionTimeout)).then(
          (connection) => done(null, { connection }),
          (error: Error) => done(connectionProblem(error)),
        );
      },
      ...this.credentials(server),
      ...TIMES,
    });
  }

  private credentials({ user, password = '' }: SmtpServer) {
    if (user === undefined) return {};
    if (!this.settings.oauth) return { auth: { user, pass: password } };
    const provisionCallback = (
      _: string,
      renew: boolean,
      done: (error: Error | null, accessToken?: string) => void,
    ): void => {
      this.token.get(renew).then(
        (accessToken) => done(null, accessToken),
        (error: Error) => done(error),
      );
    };
    return { auth: { type: 'OAuth2', user, provisionCallback } };
  }
}
