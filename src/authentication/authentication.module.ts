import { Module } from '@nestjs/common';
import { AuthorizationRequestsModule } from '../authorization-requests/authorization-requests.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { provideAll } from '../platform/provide-all.js';
import { UsersModule } from '../users/users.module.js';
import { SelectAccountController } from './accounts/select-account.controller.js';
import { AUTHENTICATORS, type Authenticator } from './authenticators/authenticator.js';
import { PasswordAuthenticator } from './authenticators/password.authenticator.js';
import { Csrf } from './csrf.js';
import { InvitationController } from './invitation/invitation.controller.js';
import { Interactions } from './login/interactions.js';
import { LoginController } from './login/login.controller.js';
import { LoginPresenter } from './login/login.presenter.js';
import { ChoosePasswordPresenter } from './required-actions/choose-password.presenter.js';
import { PasswordChangeAction } from './required-actions/password-change.action.js';
import { PasswordChangeController } from './required-actions/password-change.controller.js';
import { REQUIRED_ACTIONS, type RequiredAction } from './required-actions/required-action.js';
import { BrowserState } from './sessions/browser-state.js';
import { CheckSessionController } from './sessions/check-session.controller.js';
import { Devices } from './sessions/devices.js';
import { SessionEntity } from './sessions/session.entity.js';
import { SessionCookies } from './sessions/session-cookies.js';
import { SessionStarts } from './sessions/session-starts.service.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { UserSessionsController } from './sessions/user-sessions.controller.js';
import { UserSessionsService } from './sessions/user-sessions.service.js';
import { SetupController } from './setup/setup.controller.js';
import { SignInEntity } from './sign-in/sign-in.entity.js';
import { SignInEndings } from './sign-in/sign-in-endings.service.js';
import { SignInGate } from './sign-in/sign-in-gate.service.js';
import { SignInsRepository } from './sign-in/sign-ins.repository.js';
import { SignIns } from './sign-in/sign-ins.service.js';
import { BackchannelLogout } from './sign-out/backchannel-logout.js';
import { BrowserSignOuts } from './sign-out/browser-sign-outs.service.js';
import { LogoutController } from './sign-out/logout.controller.js';
import { LogoutRequests } from './sign-out/logout-requests.service.js';
import { SignOuts } from './sign-out/sign-outs.service.js';

/** How people sign in here, choose passwords, and sign out again. */
@Declares(ENTITIES.of(SessionEntity, SignInEntity))
@Module({
  imports: [ClientsModule, AuthorizationRequestsModule, UsersModule],
  controllers: [
    LoginController,
    SelectAccountController,
    LogoutController,
    CheckSessionController,
    UserSessionsController,
    SetupController,
    InvitationController,
    PasswordChangeController,
  ],
  providers: [
    SessionsRepository,
    SessionCookies,
    SessionsService,
    SessionStarts,
    BrowserSignOuts,
    LogoutRequests,
    SignInsRepository,
    SignIns,
    SignInEndings,
    SignInGate,
    SignOuts,
    UserSessionsService,
    BackchannelLogout,
    BrowserState,
    Devices,
    Csrf,
    Interactions,
    LoginPresenter,
    ChoosePasswordPresenter,
    ...provideAll<Authenticator>(AUTHENTICATORS, [PasswordAuthenticator]),
    ...provideAll<RequiredAction>(REQUIRED_ACTIONS, [PasswordChangeAction]),
  ],
  exports: [SessionsService, SignOuts, Csrf, Interactions, LoginPresenter],
})
export class AuthenticationModule {}
