import { Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { provideAll } from '../platform/provide-all.js';
import { RequestsModule } from '../requests/requests.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AuthorizationController } from './authorization.controller.js';
import { AuthorizationService } from './authorization.service.js';
import { CHECKS } from './checks/check.js';
import { PkceCheck } from './checks/pkce.check.js';
import { PromptCheck } from './checks/prompt.check.js';
import { RequestObjectCheck } from './checks/request-object.check.js';
import { ResponseTypeCheck } from './checks/response-type.check.js';
import { ScopeCheck } from './checks/scope.check.js';
import { FormPostController } from './response-modes/form-post.controller.js';
import { FormPostResponseMode } from './response-modes/form-post.js';
import { FragmentResponseMode } from './response-modes/fragment.js';
import { QueryResponseMode } from './response-modes/query.js';
import { RESPONSE_MODES } from './response-modes/response-mode.js';

@Module({
  imports: [ClientsModule, ResourcesModule, RequestsModule, SessionsModule, ConsentModule],
  controllers: [AuthorizationController, FormPostController],
  providers: [
    AuthorizationService,
    ...provideAll(CHECKS, [RequestObjectCheck, ResponseTypeCheck, ScopeCheck, PkceCheck, PromptCheck]),
    ...provideAll(RESPONSE_MODES, [QueryResponseMode, FragmentResponseMode, FormPostResponseMode]),
  ],
  exports: [RESPONSE_MODES],
})
export class AuthorizationModule {}
