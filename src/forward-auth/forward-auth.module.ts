import { Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { BOOTSTRAP_SECTIONS } from '../admin/bootstrap/bootstrap-section.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { CLIENT_SOURCES } from '../clients/client-source.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { Access } from './access/access.service.js';
import { AccessCookies, FORWARD_AUTH_SECRET } from './access/access-cookie.js';
import { ForwardedRequests } from './access/forwarded-request.js';
import { ForwardAuthController } from './forward-auth.controller.js';
import { PROTECTED_HOST_EVENTS } from './hosts/audit-events.js';
import { ProtectedHostEntity } from './hosts/protected-host.entity.js';
import { ProtectedHostsController } from './hosts/protected-hosts.controller.js';
import { ProtectedHostsRepository } from './hosts/protected-hosts.repository.js';
import { ProtectedHostsSection } from './hosts/protected-hosts.section.js';
import { ProtectedHosts } from './hosts/protected-hosts.service.js';
import { HostSignIns } from './sign-in/host-sign-ins.service.js';

const sources = CLIENT_SOURCES.of(ProtectedHosts);
const sections = BOOTSTRAP_SECTIONS.of(ProtectedHostsSection);

/** Apps that speak no OpenID Connect: reverse proxies ask here who may go through. */
@Declares(
  ENTITIES.of(ProtectedHostEntity),
  sources,
  sections,
  ADMIN_SCOPES.of(
    {
      name: 'protected-hosts:read',
      description: 'See the hosts for which reverse proxies ask who may go through',
      roles: ['client-manager'],
    },
    {
      name: 'protected-hosts:write',
      description: 'Add, change and remove protected hosts',
      roles: ['client-manager'],
    },
  ),
  AUDIT_EVENTS.of(...Object.values(PROTECTED_HOST_EVENTS)),
  SERVER_SECRETS.of(FORWARD_AUTH_SECRET),
  COMMANDS.of(() => import('./hosts/protected-hosts.commands.js')),
  DOCTOR_CHECKS.of(() => import('./forward-auth.doctor.js')),
)
@Module({
  imports: [AuthenticationModule],
  controllers: [ForwardAuthController, ProtectedHostsController],
  providers: [
    ProtectedHostsRepository,
    ...sources.items,
    ...sections.items,
    AccessCookies,
    ForwardedRequests,
    Access,
    HostSignIns,
  ],
})
export class ForwardAuthModule {}
