import { Inject, Injectable } from '@nestjs/common';
import { after, Clock, type Instant } from '../../platform/clock.js';
import { OutgoingRequests } from '../../platform/egress/outgoing.js';
import { MAIL_SETTINGS, type MailSettings } from '../mail-settings.js';
import { MailServerProblem } from './mail-server-problem.js';

/** Seconds before its end at which a token is used no more. */
const MARGIN = 60;

/** Seconds for which a token is used that does not say how long it lives (RFC 6749 §5.1). */
const SHORT = 5 * 60;

interface KnownToken {
  readonly text: string;
  readonly until: Instant;
}

/** The access token by which this server may use the mail server: fetched by client credentials (RFC 6749 §4.4). */
@Injectable()
export class SmtpToken {
  private known: KnownToken | undefined;
  private coming: Promise<KnownToken> | undefined;

  constructor(
    private readonly outgoing: OutgoingRequests,
    private readonly clock: Clock,
    @Inject(MAIL_SETTINGS.token) private readonly settings: MailSettings,
  ) {}

  /**
   * @param renew whether the mail server has refused the one before
   * @throws MailServerProblem, OutgoingRefused
   */
  async get(renew: boolean): Promise<string> {
    if (!renew && this.known && this.known.until > this.clock.now()) return this.known.text;
    // Connections that open at the same time share one request.
    this.coming ??= this.fetch().finally(() => {
      this.coming = undefined;
    });
    this.known = await this.coming;
    return this.known.text;
  }

  private async fetch(): Promise<KnownToken> {
    const { oauth, oauthScope } = this.settings;
    if (!oauth) throw new MailServerProblem('SMTP_OAUTH_TOKEN_URL is not set');
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
      ...(oauthScope === undefined ? {} : { scope: oauthScope }),
    });
    const answer = await this.outgoing.request(oauth.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
      accept: 'application/json',
      trusted: true,
    });
    const { access_token: text, expires_in: lifetime = SHORT, error } = jsonOf(answer.body);
    if (typeof text !== 'string' || text === '')
      throw new MailServerProblem(
        `SMTP_OAUTH_TOKEN_URL answered ${answer.status}${typeof error === 'string' ? ` ${error.slice(0, 80)}` : ''}`,
      );
    return { text, until: after(this.clock.now(), Math.max(0, Number(lifetime) - MARGIN) || 0) };
  }
}

/** The members of a JSON object; none if the text is something else. */
function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...(JSON.parse(text) as object) };
  } catch {
    return {};
  }
}
