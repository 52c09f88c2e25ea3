import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { REMOVE_SECRET } from '../platform/crypto/server-secret.repository.js';
import { ENDED_AFTER_RESTORE } from '../platform/database/after-restore.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { ACCESS_TOKEN_STATUS } from '../resource-server/access-token-status.js';
import { AccessTokensService } from './access-tokens.service.js';
import { AUTHORIZATION_EVENTS } from './audit-events.js';
import { AuthorizationEntity } from './authorization.entity.js';
import { AuthorizationAdministration } from './authorization-administration.service.js';
import { AuthorizationSearchRepository } from './authorization-search.repository.js';
import { AuthorizationUses } from './authorization-uses.repository.js';
import { AuthorizationsController } from './authorizations.controller.js';
import { AuthorizationsRepository, REVOKE_ALL } from './authorizations.repository.js';
import { AuthorizationsService, CODE_SECRET, REFRESH_TOKEN_SECRET } from './authorizations.service.js';
import { PersonalAuthorizationDto } from './dto/personal-authorization.dto.js';
import { PersonalAuthorizations } from './personal-authorizations.service.js';
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
  PURGE_RULES.of(
    purgeRule('families', AuthorizationsRepository),
    purgeRule('revoked_tokens', AuthorizationsRepository, 'expires_at', (authorizations, now, limit) =>
      authorizations.purgeDenied(now, limit),
    ),
  ),
  ADMIN_SCOPES.of(
    { name: 'grants:read', description: 'See which applications hold tokens', roles: ['user-manager'], position: 11 },
    { name: 'grants:write', description: 'Revoke tokens of applications', roles: ['user-manager'], position: 12 },
  ),
  AUDIT_EVENTS.of(...Object.values(AUTHORIZATION_EVENTS)),
  SERVER_SECRETS.of(CODE_SECRET, REFRESH_TOKEN_SECRET),
  PERSONAL_DATA.of({
    section: 'authorizations',
    description: 'What clients hold or held for the user',
    scope: 'grants:read',
    item: PersonalAuthorizationDto,
    provider: PersonalAuthorizations,
  }),
  COMMANDS.of(() => import('./grants.commands.js')),
)
@Module({
  controllers: [AuthorizationsController],
  providers: [
    AccessTokensService,
    AuthorizationsRepository,
    AuthorizationsService,
    AuthorizationSearchRepository,
    AuthorizationUses,
    AuthorizationAdministration,
    PersonalAuthorizations,
    { provide: ACCESS_TOKEN_STATUS, useExisting: AccessTokensService },
  ],
  exports: [AccessTokensService, AuthorizationsService, AuthorizationUses, ACCESS_TOKEN_STATUS],
})
export class AuthorizationsModule {}
