import { Module } from '@nestjs/common';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { ClientsModule } from '../clients/clients.module.js';
import { ForwardAuthModule } from '../forward-auth/forward-auth.module.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { TermsModule } from '../terms/terms.module.js';
import { BootstrapService } from './bootstrap.service.js';
import { CatalogueApplication } from './catalogue-application.service.js';
import { DeclarationEntity } from './declaration.entity.js';
import { DeclarationsRepository } from './declarations.repository.js';
import { DECLARATIONS_SECRET, Declarations } from './declarations.service.js';
import { DocumentApplication } from './document-application.service.js';
import { UserDifferences } from './user-differences.service.js';

/** What is declared in a file and applied at every start. */
@Declares(
  ENTITIES.of(DeclarationEntity),
  SERVER_SECRETS.of(DECLARATIONS_SECRET),
  COMMANDS.of(() => import('./bootstrap.commands.js')),
)
@Module({
  imports: [ResourcesModule, ClientsModule, TermsModule, ForwardAuthModule],
  providers: [
    BootstrapService,
    CatalogueApplication,
    Declarations,
    DeclarationsRepository,
    DocumentApplication,
    UserDifferences,
  ],
})
export class BootstrapModule {}
