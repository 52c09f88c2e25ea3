/** `gatehouse`: the authorization server as a part of another Nest application. */

// For rooms of the host application: modules that say with `@Declares(...)` what they bring.
export { type Administrator, CurrentAdministrator, Scoped } from './admin/admin-api.js';
export { ADMIN_SCOPES, type AdminScope } from './admin/admin-scope.js';
export { PERSONAL_DATA, type Person, type PersonalData, type PersonalRecords } from './admin/personal-data.js';
export { AuditService } from './audit/audit.service.js';
export { AUDIT_EVENTS, type AuditEventType } from './audit/audit-event-type.js';
export { AUDIT_SUBSCRIBERS, type AuditSubscriber } from './audit/audit-subscriber.js';
export type { Client } from './clients/client.js';
export { CLIENT_METADATA } from './clients/metadata/concern.js';
export { type Rule, violation } from './clients/metadata/rule.js';
export * from './oauth/oauth-error.js';
export type { Parameters } from './oauth/parameters.js';
export { RoomSettings, SETTINGS, type ValuesOf } from './platform/config/room-settings.js';
export * as settings from './platform/config/setting-types.js';
export { SERVER_SECRETS, type ServerSecret } from './platform/crypto/server-secret.js';
export { ServerSecrets } from './platform/crypto/server-secrets.js';
export { Declares } from './platform/declarations.js';
export { METADATA, type MetadataSource } from './platform/metadata/server-metadata.js';
export { PERIODIC, periodic } from './platform/schedule/periodic-work.js';
export { counter, gauge, histogram, METRICS } from './platform/telemetry/metric.js';
export { Metrics } from './platform/telemetry/metrics.js';
export { ResourcesService } from './resources/resources.service.js';
export { GatehouseModule, type GatehouseOptions } from './server/gatehouse.module.js';
export { setUpApp } from './server/set-up-app.js';
export type { Approval } from './tokens/approval.js';
export { GRANTS, type Grant } from './tokens/grants/grant.js';
export type { Address, User, UserClaims } from './users/user.js';
export { UserStore } from './users/user-store.js';
