import { readFileSync } from 'node:fs';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { issuerPath } from '../../platform/config/issuer.js';
import { Public } from '../../resource-server/access.js';
import { BrowserState } from './browser-state.js';

/** OIDC Session Management §3.3 `check_session_iframe`. */
export const CHECK_SESSION = '/oauth2/check-session';

const SCRIPT = '/assets/check-session.js';

/** Unlike every other page this one may be framed by anyone: that is what it is for, and there is nothing to click. */
const POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'";

/** OpenID Connect Session Management 1.0: the page that tells clients' pages whether who is signed in has changed. */
@ApiExcludeController()
@Controller()
export class CheckSessionController {
  private readonly script = readFileSync(new URL('./assets/check-session.client.js', import.meta.url), 'utf8');

  constructor(
    private readonly browserState: BrowserState,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  @Public()
  @Get(CHECK_SESSION)
  page(@Res() reply: FastifyReply): void {
    const script = issuerPath(this.config.issuer) + SCRIPT;
    reply
      .removeHeader('x-frame-options')
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .header('content-security-policy', POLICY)
      .send(
        `<!doctype html><html lang="en"><title>Session</title><script src="${script}" data-cookie="${this.browserState.cookie}"></script></html>`,
      );
  }

  @Public()
  @Get(SCRIPT)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  code(): string {
    return this.script;
  }
}
