import { Module } from '@nestjs/common';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { Declares } from '../platform/declarations.js';
import { ConfigurationExport } from './configuration-export.service.js';
import { KeycloakImporter } from './keycloak/keycloak-importer.service.js';
import { PersonalDataRepository } from './personal-data.repository.js';
import { PersonalDataService } from './personal-data.service.js';
import { UserExportController } from './user-export.controller.js';
import { UserImporter } from './user-importer.service.js';

/** What comes from other servers and what leaves this one. */
@Declares(
  COMMANDS.of(
    () => import('./import.commands.js'),
    () => import('./users-import.commands.js'),
    () => import('./export.commands.js'),
    () => import('./users-export.commands.js'),
  ),
)
@Module({
  imports: [],
  controllers: [UserExportController],
  providers: [UserImporter, KeycloakImporter, ConfigurationExport, PersonalDataRepository, PersonalDataService],
})
export class ImportExportModule {}
