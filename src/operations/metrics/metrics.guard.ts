import { type CanActivate, type ExecutionContext, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerChallenge, lacksCredentials } from '../../oauth/bearer-challenge.js';
import { InvalidToken } from '../../oauth/oauth-error.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { equal } from '../../platform/crypto/secrets.js';
import { BearerGuard } from '../../resource-server/bearer.guard.js';
import { readBearerToken } from '../../resource-server/bearer-token.js';

const NEEDED =
  'send the token of the setting METRICS_TOKEN, or an access token with the scope settings:read, as Authorization: Bearer; or set METRICS_PORT';

/**
 * Lets those see the metrics who have the token of the settings, which needs no database, or an access token with the
 * scope that the route requires.
 */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(
    private readonly bearer: BearerGuard,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws UnauthorizedException, and what {@link BearerGuard} throws */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const { raw, query } = http.getRequest<FastifyRequest>();
    const { token } = this.config.metrics;
    const sent = readBearerToken({ authorization: raw.headersDistinct.authorization ?? [], query });
    if (token !== undefined && sent !== undefined && equal(sent, token)) return true;
    try {
      return await this.bearer.canActivate(context);
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      if (!lacksCredentials(error)) throw new InvalidToken(NEEDED, { cause: error });
      // RFC 6750 §3.1: no error code. Here, unlike elsewhere, it is an operator who has to be told what to do.
      const challenge = bearerChallenge(error, this.config.issuer);
      if (challenge) http.getResponse<FastifyReply>().header('www-authenticate', challenge);
      throw new UnauthorizedException(NEEDED);
    }
  }
}
