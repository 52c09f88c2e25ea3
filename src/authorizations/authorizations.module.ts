import { Global, Module } from '@nestjs/common';
import { REMOVE_SECRET } from '../platform/crypto/server-secret.repository.js';
import { ENDED_AFTER_RESTORE } from '../platform/database/after-restore.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { ACCESS_TOKEN_STATUS } from '../resource-server/access-token-status.js';
import { AccessTokensService } from './access-tokens.service.js';
import { AuthorizationEntity } from './authorization.entity.js';
import { AuthorizationAdministration } from './authorization-administration.service.js';
import { AuthorizationSearchRepository } from './authorization-search.repository.js';
import { AuthorizationsController } from './authorizations.controller.js';
import { AuthorizationsRepository, REVOKE_ALL } from './authorizations.repository.js';
import { AuthorizationsService } from './authorizations.service.js';
import { RevokedTokenEntity } from './revoked-token.entity.js';

/** Global, because the bearer guard of every module asks it what a token is worth now. */
@Global()
@Declares(
  ENTITIES.of(AuthorizationEntity, RevokedTokenEntity),
  ENDED_AFTER_RESTORE.of(
    // Without its key no code can be read, redeemed since or not (RFC 6749 §4.1.2: a code is used once).
    { statement: REMOVE_SECRET, values: () => ['authorization-code'] },
    { name: 'authorizations', staysWithSessions: true, statement: REVOKE_ALL, values: (now) => [now] },
  ),
)
@Module({
  controllers: [AuthorizationsController],
  providers: [
    AccessTokensService,
    AuthorizationsRepository,
    AuthorizationsService,
    AuthorizationSearchRepository,
    AuthorizationAdministration,
    { provide: ACCESS_TOKEN_STATUS, useExisting: AccessTokensService },
  ],
  exports: [AccessTokensService, AuthorizationsService, ACCESS_TOKEN_STATUS],
})
export class AuthorizationsModule {}
