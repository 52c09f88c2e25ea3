import { Module } from '@nestjs/common';
import { API_DESCRIPTIONS } from '../../admin/api-description.js';
import { COMMANDS } from '../../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../../audit/audit-event-type.js';
import { Declares } from '../../platform/declarations.js';
import { BootstrapModule } from '../bootstrap/bootstrap.module.js';
import { EXPORT_EVENTS } from './audit-events.js';
import { ConfigurationExport } from './configuration-export.service.js';
import { PERSONAL_DATA_DESCRIPTION } from './describe-personal-data.js';
import { KeycloakImporter } from './keycloak/keycloak-importer.service.js';
import { PersonalDataService } from './personal-data.service.js';
import { UserExportController } from './user-export.controller.js';
import { UserImporter } from './user-importer.service.js';

/** What comes from other servers and what leaves this one. */
@Declares(
  API_DESCRIPTIONS.of(PERSONAL_DATA_DESCRIPTION),
  AUDIT_EVENTS.of(...Object.values(EXPORT_EVENTS)),
  COMMANDS.of(
    () => import('./import.commands.js'),
    () => import('./users-import.commands.js'),
    () => import('./export.commands.js'),
    () => import('./users-export.commands.js'),
  ),
)
@Module({
  imports: [BootstrapModule],
  controllers: [UserExportController],
  providers: [UserImporter, KeycloakImporter, ConfigurationExport, PersonalDataService],
})
export class ImportExportModule {}
