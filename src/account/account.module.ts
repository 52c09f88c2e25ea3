import { Module } from '@nestjs/common';
import { ACCOUNT_PAGES } from '../authentication/account-pages/account-page-entry.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AuthorizationsModule } from '../authorizations/authorizations.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { Declares } from '../platform/declarations.js';
import { AccountController } from './account.controller.js';
import { AccountApps } from './account-apps.service.js';
import { OverviewEntry } from './overview.entry.js';

const accountPages = ACCOUNT_PAGES.of(OverviewEntry);

/** The pages of a signed-in person. */
@Declares(accountPages)
@Module({
  imports: [AuthenticationModule, AuthorizationsModule, ConsentModule],
  controllers: [AccountController],
  providers: [AccountApps, ...accountPages.items],
})
export class AccountModule {}
