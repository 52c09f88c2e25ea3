import { Global, Module } from '@nestjs/common';
import { provideAll } from '../platform/provide-all.js';
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication-methods/authentication-method.js';
import { ClientSecretBasic } from './authentication-methods/client-secret-basic.js';
import { ClientSecretPost } from './authentication-methods/client-secret-post.js';
import { None } from './authentication-methods/none.js';
import { ClientAuthenticationGuard } from './client-authentication.guard.js';
import { ClientJudge } from './client-judge.js';
import { ClientsController } from './clients.controller.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import { ClientsBootstrap } from './clients-bootstrap.js';

/** Registered clients, their administration, and how they authenticate. */
@Global()
@Module({
  controllers: [ClientsController],
  providers: [
    ...provideAll<AuthenticationMethod>(AUTHENTICATION_METHODS, [ClientSecretBasic, ClientSecretPost, None]),
    ClientAuthenticationGuard,
    ClientJudge,
    ClientsBootstrap,
    ClientsRepository,
    ClientsService,
  ],
  exports: [AUTHENTICATION_METHODS, ClientAuthenticationGuard, ClientsService],
})
export class ClientsModule {}
