import { Module } from '@nestjs/common';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { Declares } from '../platform/declarations.js';
import { EXPORT_EVENTS } from './audit-events.js';
import { ConfigurationExport } from './configuration-export.service.js';
import { KeycloakImporter } from './keycloak/keycloak-importer.service.js';
import { PersonalDataRepository } from './personal-data.repository.js';
import { PersonalDataService } from './personal-data.service.js';
import { UserExportController } from './user-export.controller.js';
import { UserImporter } from './user-importer.service.js';

/** What comes from other servers and what leaves this one. */
@Declares(AUDIT_EVENTS.of(...Object.values(EXPORT_EVENTS)))
@Module({
  imports: [],
  controllers: [UserExportController],
  providers: [UserImporter, KeycloakImporter, ConfigurationExport, PersonalDataRepository, PersonalDataService],
})
export class ImportExportModule {}
