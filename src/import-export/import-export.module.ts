import { Module } from '@nestjs/common';
import { ConfigurationExport } from './configuration-export.service.js';
import { KeycloakImporter } from './keycloak/keycloak-importer.service.js';
import { PersonalDataService } from './personal-data.service.js';
import { UserExportController } from './user-export.controller.js';
import { UserImporter } from './user-importer.service.js';

/** What comes from other servers and what leaves this one. */
@Module({
  imports: [],
  controllers: [UserExportController],
  providers: [UserImporter, KeycloakImporter, ConfigurationExport, PersonalDataService],
})
export class ImportExportModule {}
