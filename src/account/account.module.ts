import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { AccountController } from './account.controller.js';

/** The page of a signed-in person. */
@Module({ imports: [AuthenticationModule, ConsentModule], controllers: [AccountController] })
export class AccountModule {}
