import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../authentication/csrf.js';
import { LOGIN } from '../../authentication/login/sign-in.guard.js';
import { withRequest } from '../../authentication/login/sign-in-paths.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { CHOOSES_PASSWORD, SIGN_IN_OPTIONS } from './passkey.authenticator.js';
import { PasskeyRecoveryPage } from './passkey-page.js';
import { PasskeyRecovery } from './passkey-recovery.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';

/** Asks who has forgotten the password for a passkey. The form is that of a sign-in, on the way of which a password is chosen. */
@ApiExcludeController()
@Controller()
export class PasskeyRecoveryController {
  constructor(
    private readonly way: PasskeyRecovery,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get('forgot-password/passkey')
  ask(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): void {
    const reference = formField(query, 'request');
    const csrf = this.csrf.anonymousToken(cookiesOf(reply), LOGIN);
    this.pages.send(reply, {
      title: 'passkeys.recovery.title',
      script: PASSKEY_SCRIPT,
      asksServer: true,
      body: (
        <PasskeyRecoveryPage
          action="/login"
          hidden={{ csrf, request: reference, ...CHOOSES_PASSWORD }}
          options={SIGN_IN_OPTIONS}
          isOffered={this.way.isOffered}
          backPath={withRequest('/forgot-password', reference)}
        />
      ),
    });
  }
}
