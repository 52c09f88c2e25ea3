import { Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { AuthorizationRequestsModule } from '../authorization-requests/authorization-requests.module.js';
import { SESSION_GROUND } from '../authorizations/grounds.js';
import { ClientsModule } from '../clients/clients.module.js';
import { MAIL_TEMPLATES } from '../mail/mail-template.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENDED_AFTER_RESTORE } from '../platform/database/after-restore.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { providePeers } from '../platform/peers.js';
import { PERIODIC } from '../platform/schedule/periodic-work.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { METRICS } from '../platform/telemetry/metric.js';
import { UsersModule } from '../users/users.module.js';
import { ACCOUNT_PAGES } from './account-pages/account-page-entry.js';
import { AccountPages } from './account-pages/account-pages.js';
import { SelectAccountController } from './accounts/select-account.controller.js';
import { OwnEmailController } from './addresses/own-email.controller.js';
import { OwnEmailEntry } from './addresses/own-email.entry.js';
import { UndoAddressController } from './addresses/undo-address.controller.js';
import { VerifyAddressController } from './addresses/verify-address.controller.js';
import { AUTHENTICATION_EVENTS } from './audit-events.js';
import { AuthenticationMetadata } from './authentication-metadata.js';
import { AUTHENTICATION_SETTINGS } from './authentication-settings.js';
import { AUTHENTICATORS } from './authenticators/authenticator.js';
import { PasswordAuthenticator } from './authenticators/password.authenticator.js';
import { PasswordThrottles } from './authenticators/password-throttles.service.js';
import { CSRF_SECRET, Csrf } from './csrf.js';
import { InvitationController } from './invitation/invitation.controller.js';
import { Interactions } from './login/interactions.js';
import { LoginController } from './login/login.controller.js';
import { LoginPresenter } from './login/login.presenter.js';
import { PageRequests } from './login/page-requests.js';
import { SIGN_IN_LINKS } from './login/sign-in-link.js';
import { KnownBrowsers } from './notices/known-browsers.js';
import { NEW_BROWSER, PASSWORD_GUESSED_AT } from './notices/notice-mails.js';
import { SignInNoticeMails } from './notices/sign-in-notice-mails.service.js';
import { SignInNotices } from './notices/sign-in-notices.service.js';
import { ChangePasswordAddressController } from './own-password/change-password-address.controller.js';
import { OwnPasswordController } from './own-password/own-password.controller.js';
import { OwnPasswordEntry } from './own-password/own-password.entry.js';
import { AccountReturns } from './recent-sign-in/account-returns.service.js';
import { RecentSignIns } from './recent-sign-in/recent-sign-ins.js';
import { ForgotPasswordController } from './recovery/forgot-password.controller.js';
import { ForgotPasswordLink } from './recovery/forgot-password-link.js';
import { RECOVERY_WAYS } from './recovery/recovery-way.js';
import { ResetPasswordController } from './recovery/reset-password.controller.js';
import { ChoosePasswordPresenter } from './required-actions/choose-password.presenter.js';
import { PasswordChangeAction } from './required-actions/password-change.action.js';
import { PasswordChangeController } from './required-actions/password-change.controller.js';
import { PasswordLinks } from './required-actions/password-links.presenter.js';
import { REQUIRED_ACTIONS } from './required-actions/required-action.js';
import { BrowserState } from './sessions/browser-state.js';
import { CheckSessionController } from './sessions/check-session.controller.js';
import { Devices } from './sessions/devices.js';
import { SessionDto } from './sessions/dto/session.dto.js';
import { OwnSessions } from './sessions/own-sessions.service.js';
import { PersonalSessions } from './sessions/personal-sessions.service.js';
import { SessionEntity } from './sessions/session.entity.js';
import { SessionCookies } from './sessions/session-cookies.js';
import { SessionLists } from './sessions/session-lists.repository.js';
import { ACTIVE_SESSIONS, COUNTING_SESSIONS, SessionMetrics } from './sessions/session-metrics.js';
import { SessionOrigins } from './sessions/session-origins.service.js';
import { SessionStarts } from './sessions/session-starts.service.js';
import { REMOVE_ALL_SESSIONS, SessionsRepository, sessionGround } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { UserSessionsController } from './sessions/user-sessions.controller.js';
import { UserSessionsService } from './sessions/user-sessions.service.js';
import { SetupController } from './setup/setup.controller.js';
import { StartController } from './setup/start.controller.js';
import { SignInEntity } from './sign-in/sign-in.entity.js';
import { SignInEndings } from './sign-in/sign-in-endings.service.js';
import { SignInGate } from './sign-in/sign-in-gate.service.js';
import { SignInGoals } from './sign-in/sign-in-goals.service.js';
import { SIGN_INS, SignInMetrics } from './sign-in/sign-in-metrics.js';
import { REMOVE_ALL_SIGN_INS, SignInsRepository } from './sign-in/sign-ins.repository.js';
import { SignIns } from './sign-in/sign-ins.service.js';
import { StepUpController } from './sign-in/step-up.controller.js';
import { BackchannelLogout } from './sign-out/backchannel-logout.js';
import { BrowserSignOuts } from './sign-out/browser-sign-outs.service.js';
import { LogoutController } from './sign-out/logout.controller.js';
import { LogoutRequests } from './sign-out/logout-requests.service.js';
import { SignOuts } from './sign-out/sign-outs.service.js';

const authenticators = AUTHENTICATORS.of(PasswordAuthenticator);
const requiredActions = REQUIRED_ACTIONS.of(PasswordChangeAction);
const accountPages = ACCOUNT_PAGES.of(OwnPasswordEntry, OwnEmailEntry);

/** How people sign in here, choose passwords, and sign out again. */
@Declares(
  ENTITIES.of(SessionEntity, SignInEntity),
  SESSION_GROUND.of(sessionGround),
  ENDED_AFTER_RESTORE.of(
    { name: 'sessions', staysWithSessions: true, statement: REMOVE_ALL_SESSIONS },
    { name: 'links', statement: REMOVE_ALL_SIGN_INS },
  ),
  authenticators,
  requiredActions,
  accountPages,
  PURGE_RULES.of(
    purgeRule('sessions', SessionsRepository, 'expires_at'),
    purgeRule('sign_ins', SignInsRepository, 'expires_at'),
  ),
  ADMIN_SCOPES.of(
    { name: 'sessions:read', description: 'See where users are signed in', roles: ['user-manager'], position: 7 },
    { name: 'sessions:write', description: 'Sign users out', roles: ['user-manager'], position: 8 },
  ),
  AUDIT_EVENTS.of(...Object.values(AUTHENTICATION_EVENTS)),
  METADATA.of(AuthenticationMetadata),
  METRICS.of(ACTIVE_SESSIONS, SIGN_INS),
  PERIODIC.of(COUNTING_SESSIONS),
  SETTINGS.of(AUTHENTICATION_SETTINGS),
  MAIL_TEMPLATES.of(NEW_BROWSER, PASSWORD_GUESSED_AT),
  SERVER_SECRETS.of(CSRF_SECRET),
  PERSONAL_DATA.of({
    section: 'sessions',
    description: 'Where the user is or was signed in',
    scope: 'sessions:read',
    item: SessionDto,
    provider: PersonalSessions,
  }),
  COMMANDS.of(() => import('./sessions/sessions.commands.js')),
)
@Module({
  imports: [ClientsModule, AuthorizationRequestsModule, UsersModule],
  controllers: [
    LoginController,
    SelectAccountController,
    StepUpController,
    LogoutController,
    CheckSessionController,
    UserSessionsController,
    SetupController,
    StartController,
    InvitationController,
    PasswordChangeController,
    OwnPasswordController,
    ChangePasswordAddressController,
    ForgotPasswordController,
    OwnEmailController,
    VerifyAddressController,
    UndoAddressController,
    ResetPasswordController,
  ],
  providers: [
    AuthenticationMetadata,
    SessionLists,
    SessionsRepository,
    SessionCookies,
    SessionsService,
    PersonalSessions,
    SessionStarts,
    SessionMetrics,
    SignInMetrics,
    SessionOrigins,
    OwnSessions,
    BrowserSignOuts,
    LogoutRequests,
    SignInsRepository,
    SignIns,
    SignInEndings,
    SignInGate,
    SignInGoals,
    AccountReturns,
    RecentSignIns,
    SignOuts,
    UserSessionsService,
    BackchannelLogout,
    BrowserState,
    Devices,
    KnownBrowsers,
    SignInNotices,
    SignInNoticeMails,
    PasswordThrottles,
    Csrf,
    Interactions,
    LoginPresenter,
    PageRequests,
    ForgotPasswordLink,
    ChoosePasswordPresenter,
    PasswordLinks,
    providePeers(AUTHENTICATORS),
    ...authenticators.items,
    providePeers(SIGN_IN_LINKS),
    providePeers(RECOVERY_WAYS),
    providePeers(REQUIRED_ACTIONS),
    ...requiredActions.items,
    AccountPages,
    providePeers(ACCOUNT_PAGES),
    ...accountPages.items,
  ],
  exports: [
    SessionsService,
    SignOuts,
    Csrf,
    Interactions,
    LoginPresenter,
    PageRequests,
    RecentSignIns,
    AccountPages,
    OwnSessions,
    SignIns,
    SignInGate,
    Devices,
    AccountReturns,
    PasswordAuthenticator,
  ],
})
export class AuthenticationModule {}
