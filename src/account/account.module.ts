import { Module } from '@nestjs/common';
import { ConsentModule } from '../consent/consent.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AccountController } from './account.controller.js';

/** The page of a signed-in person. */
@Module({ imports: [SessionsModule, ConsentModule], controllers: [AccountController] })
export class AccountModule {}
