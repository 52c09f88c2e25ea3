import { Module } from '@nestjs/common';
import { ACCOUNT_PAGES } from '../authentication/account-pages/account-page-entry.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AuthorizationsModule } from '../authorizations/authorizations.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { Declares } from '../platform/declarations.js';
import { AccountController } from './account.controller.js';
import { AccountApps } from './account-apps.service.js';
import { ACCOUNT_SETTINGS } from './account-settings.js';
import { ActivityController } from './activity/activity.controller.js';
import { ActivityEntry } from './activity/activity.entry.js';
import { OwnActivity } from './activity/own-activity.service.js';
import { Outcomes } from './outcomes.service.js';
import { OverviewEntry } from './overview.entry.js';
import { ProfileController } from './profile/profile.controller.js';
import { ProfileEntry } from './profile/profile.entry.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsEntry } from './sessions/sessions.entry.js';

const accountPages = ACCOUNT_PAGES.of(OverviewEntry, ProfileEntry, SessionsEntry, ActivityEntry);

/** The pages of a signed-in person. */
@Declares(accountPages, SETTINGS.of(ACCOUNT_SETTINGS))
@Module({
  imports: [AuthenticationModule, AuthorizationsModule, ConsentModule],
  controllers: [AccountController, ProfileController, SessionsController, ActivityController],
  providers: [AccountApps, OwnActivity, Outcomes, ...accountPages.items],
})
export class AccountModule {}
