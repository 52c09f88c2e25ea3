import { AuditEventEntity } from './audit/audit-event.entity.js';
import { AuditChainEntity } from './audit-trail/audit-chain.entity.js';
import { DeclarationEntity } from './bootstrap/declaration.entity.js';
import { ClientEntity } from './clients/client.entity.js';
import { ClientAssertionEntity } from './clients/client-assertion.entity.js';
import { ClientSecretEntity } from './clients/client-secret.entity.js';
import { ConsentEntity } from './consent/consent.entity.js';
import { DeliveryEntity } from './deliveries/delivery.entity.js';
import { FamilyEntity } from './families/family.entity.js';
import { RevokedTokenEntity } from './families/revoked-token.entity.js';
import { IdempotencyKeyEntity } from './idempotency/idempotency-key.entity.js';
import { ServerSecretEntity } from './keys/server-secret.entity.js';
import { SigningKeyEntity } from './keys/signing-key.entity.js';
import { WriteProbeEntity } from './platform/database/write-probe.entity.js';
import { InitialAccessTokenEntity } from './registration/initial-access-token.entity.js';
import { ParkedRequestEntity } from './requests/parked-request.entity.js';
import { ResourceEntity } from './resources/resource.entity.js';
import { RoleEntity } from './resources/role.entity.js';
import { ScopeEntity } from './resources/scope.entity.js';
import { SessionEntity } from './sessions/session.entity.js';
import { ThrottleEntity } from './sessions/throttle.entity.js';
import { PasswordTicketEntity } from './users/password-ticket.entity.js';
import { SignInNameEntity } from './users/sign-in-name.entity.js';
import { UserEntity } from './users/user.entity.js';

/** Every table of the server. */
export const ENTITIES = [
  AuditChainEntity,
  AuditEventEntity,
  ClientAssertionEntity,
  ClientEntity,
  ClientSecretEntity,
  ConsentEntity,
  DeclarationEntity,
  DeliveryEntity,
  FamilyEntity,
  IdempotencyKeyEntity,
  InitialAccessTokenEntity,
  ParkedRequestEntity,
  PasswordTicketEntity,
  ResourceEntity,
  RevokedTokenEntity,
  RoleEntity,
  ScopeEntity,
  ServerSecretEntity,
  SessionEntity,
  SignInNameEntity,
  SigningKeyEntity,
  ThrottleEntity,
  UserEntity,
  WriteProbeEntity,
];
