import { Module } from '@nestjs/common';
import { UserRegistrationModule } from '../account/registration/user-registration.module.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AuthorizationRequestsModule } from '../authorization-requests/authorization-requests.module.js';
import { RequestObjectSource } from '../authorization-requests/request-object-source.js';
import { RequestObjects } from '../authorization-requests/request-objects.js';
import { ConsentModule } from '../consent/consent.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { providePeers } from '../platform/peers.js';
import { AuthorizationController } from './authorization.controller.js';
import { AuthorizationService } from './authorization.service.js';
import { AuthorizationDecisions } from './authorization-decisions.service.js';
import { AuthorizationMetadata } from './authorization-metadata.js';
import { CHECKS } from './checks/check.js';
import { ClaimsCheck } from './checks/claims.check.js';
import { IdTokenHintCheck } from './checks/id-token-hint.check.js';
import { PkceCheck } from './checks/pkce.check.js';
import { PromptCheck } from './checks/prompt.check.js';
import { RegistrationCheck } from './checks/registration.check.js';
import { ResponseTypeCheck } from './checks/response-type.check.js';
import { ScopeCheck } from './checks/scope.check.js';
import { ReceivedRequests } from './received-requests.service.js';
import { FormPostController } from './response-modes/form-post.controller.js';
import { FormPostResponseMode } from './response-modes/form-post.js';
import { FragmentResponseMode } from './response-modes/fragment.js';
import { QueryResponseMode } from './response-modes/query.js';
import { RESPONSE_MODES } from './response-modes/response-mode.js';
import { ResponseModes } from './response-modes/response-modes.js';

const checks = CHECKS.of(
  RegistrationCheck,
  ResponseTypeCheck,
  ScopeCheck,
  PkceCheck,
  PromptCheck,
  IdTokenHintCheck,
  ClaimsCheck,
);
const responseModes = RESPONSE_MODES.of(QueryResponseMode, FragmentResponseMode, FormPostResponseMode);

@Declares(METADATA.of(AuthorizationMetadata), checks, responseModes)
@Module({
  imports: [AuthorizationRequestsModule, AuthenticationModule, FactorsModule, ConsentModule, UserRegistrationModule],
  controllers: [AuthorizationController, FormPostController],
  providers: [
    AuthorizationMetadata,
    AuthorizationService,
    AuthorizationDecisions,
    ReceivedRequests,
    ResponseModes,
    RequestObjects,
    RequestObjectSource,
    providePeers(CHECKS),
    ...checks.items,
    providePeers(RESPONSE_MODES),
    ...responseModes.items,
  ],
})
export class AuthorizationModule {}
