import { Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ChoosePasswordPresenter } from './choose-password.presenter.js';
import { InvitationController } from './invitation.controller.js';
import { PasswordChangeController } from './password-change.controller.js';
import { SetupController } from './setup.controller.js';

/** The pages on which people choose a password. */
@Module({
  imports: [ClientsModule, RequestsModule, SessionsModule],
  controllers: [SetupController, InvitationController, PasswordChangeController],
  providers: [ChoosePasswordPresenter],
})
export class PasswordsModule {}
