import { Controller, Get, Header, NotFoundException, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { cookiesOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { SIGN_IN, SIGN_IN_OPTIONS } from './passkey.authenticator.js';
import { PasskeyOptions } from './passkey-options.service.js';
import { PASSKEY_SCRIPT, passkeyScript } from './passkey-script.js';
import { PasskeySite } from './passkey-site.js';

/** What the sign-in page needs for passkeys. Where people sign in is `/login`. */
@ApiExcludeController()
@Controller()
export class PasskeySignInController {
  private script: string | undefined;

  constructor(
    private readonly options: PasskeyOptions,
    private readonly site: PasskeySite,
  ) {}

  /** A challenge. Nothing is stored, and nothing is told of any account. */
  @Public()
  @Get(SIGN_IN_OPTIONS)
  @Header('cache-control', 'no-store')
  ask(@Res({ passthrough: true }) reply: FastifyReply): object {
    if (!this.site.signsIn) throw new NotFoundException('browsers offer no passkeys at this issuer');
    return this.options.forAnyone(cookiesOf(reply), SIGN_IN);
  }

  @Public()
  @Get(PASSKEY_SCRIPT)
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  code(): string {
    this.script ??= passkeyScript();
    return this.script;
  }
}
