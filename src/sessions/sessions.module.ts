import { Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { provideAll } from '../platform/provide-all.js';
import { RequestsModule } from '../requests/requests.module.js';
import { UsersModule } from '../users/users.module.js';
import { AUTHENTICATORS, type Authenticator } from './authenticators/authenticator.js';
import { PasswordAuthenticator } from './authenticators/password.authenticator.js';
import { BackchannelLogout } from './backchannel-logout.js';
import { BrowserState } from './browser-state.js';
import { CheckSessionController } from './check-session.controller.js';
import { Csrf } from './csrf.js';
import { Devices } from './devices.js';
import { Interactions } from './interactions.js';
import { LoginController } from './login.controller.js';
import { LoginPresenter } from './login.presenter.js';
import { LogoutController } from './logout.controller.js';
import { PasswordChanges } from './password-changes.service.js';
import { SelectAccountController } from './select-account.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SignIns } from './sign-ins.service.js';
import { SignOuts } from './sign-outs.service.js';
import { ThrottlesRepository } from './throttles.repository.js';
import { ThrottlesService } from './throttles.service.js';
import { UserSessionsController } from './user-sessions.controller.js';
import { UserSessionsService } from './user-sessions.service.js';

/** The end-user's login at this server. */
@Module({
  imports: [ClientsModule, RequestsModule, UsersModule],
  controllers: [
    LoginController,
    SelectAccountController,
    LogoutController,
    CheckSessionController,
    UserSessionsController,
  ],
  providers: [
    SessionsRepository,
    SessionsService,
    PasswordChanges,
    SignIns,
    SignOuts,
    UserSessionsService,
    BackchannelLogout,
    BrowserState,
    ThrottlesRepository,
    ThrottlesService,
    Devices,
    Csrf,
    Interactions,
    LoginPresenter,
    ...provideAll<Authenticator>(AUTHENTICATORS, [PasswordAuthenticator]),
  ],
  exports: [SessionsService, PasswordChanges, SignIns, SignOuts, Csrf, Interactions, LoginPresenter, ThrottlesService],
})
export class SessionsModule {}
