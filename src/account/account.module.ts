import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AuthorizationsModule } from '../authorizations/authorizations.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { AccountController } from './account.controller.js';
import { AccountApps } from './account-apps.service.js';

/** The page of a signed-in person. */
@Module({
  imports: [AuthenticationModule, AuthorizationsModule, ConsentModule],
  controllers: [AccountController],
  providers: [AccountApps],
})
export class AccountModule {}
