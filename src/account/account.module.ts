import { Module } from '@nestjs/common';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { ACCOUNT_PAGES } from '../authentication/account-pages/account-page-entry.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { REQUIRED_ACTIONS } from '../authentication/required-actions/required-action.js';
import { AuthorizationsModule } from '../authorizations/authorizations.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { Declares } from '../platform/declarations.js';
import { AccountController } from './account.controller.js';
import { AccountApps } from './account-apps.service.js';
import { ACCOUNT_SETTINGS } from './account-settings.js';
import { ActivityController } from './activity/activity.controller.js';
import { ActivityEntry } from './activity/activity.entry.js';
import { OwnActivity } from './activity/own-activity.service.js';
import { ACCOUNT_EVENTS } from './audit-events.js';
import { DataController } from './data/data.controller.js';
import { DataEntry } from './data/data.entry.js';
import { OwnData } from './data/own-data.service.js';
import { DeleteAccountController } from './deletion/delete-account.controller.js';
import { DeleteAccountEntry } from './deletion/delete-account.entry.js';
import { KeepAccountAction } from './deletion/keep-account.action.js';
import { KeepAccountController } from './deletion/keep-account.controller.js';
import { Outcomes } from './outcomes.js';
import { OverviewEntry } from './overview.entry.js';
import { ProfileController } from './profile/profile.controller.js';
import { ProfileEntry } from './profile/profile.entry.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsEntry } from './sessions/sessions.entry.js';

const accountPages = ACCOUNT_PAGES.of(
  OverviewEntry,
  ProfileEntry,
  SessionsEntry,
  ActivityEntry,
  DataEntry,
  DeleteAccountEntry,
);
const requiredActions = REQUIRED_ACTIONS.of(KeepAccountAction);

/** The pages of a signed-in person. */
@Declares(
  accountPages,
  requiredActions,
  SETTINGS.of(ACCOUNT_SETTINGS),
  AUDIT_EVENTS.of(...Object.values(ACCOUNT_EVENTS)),
)
@Module({
  imports: [AuthenticationModule, AuthorizationsModule, ConsentModule, FactorsModule],
  controllers: [
    AccountController,
    ProfileController,
    SessionsController,
    ActivityController,
    DataController,
    DeleteAccountController,
    KeepAccountController,
  ],
  providers: [AccountApps, OwnActivity, OwnData, Outcomes, ...requiredActions.items, ...accountPages.items],
})
export class AccountModule {}
