import { Module } from '@nestjs/common';
import { BOOTSTRAP_SECTIONS } from '../../admin/bootstrap/bootstrap-section.js';
import { COMMANDS } from '../../admin/terminal/command-line.js';
import { SERVER_SECRETS } from '../../platform/crypto/server-secret.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { providePeers } from '../../platform/peers.js';
import { BootstrapService } from './bootstrap.service.js';
import { DeclarationEntity } from './declaration.entity.js';
import { DeclarationsRepository } from './declarations.repository.js';
import { DECLARATIONS_SECRET, Declarations } from './declarations.service.js';
import { DocumentApplication } from './document-application.service.js';

/** What is declared in a file and applied at every start. */
@Declares(
  ENTITIES.of(DeclarationEntity),
  SERVER_SECRETS.of(DECLARATIONS_SECRET),
  COMMANDS.of(() => import('./bootstrap.commands.js')),
)
@Module({
  providers: [
    providePeers(BOOTSTRAP_SECTIONS),
    BootstrapService,
    Declarations,
    DeclarationsRepository,
    DocumentApplication,
  ],
  exports: [BOOTSTRAP_SECTIONS.token],
})
export class BootstrapModule {}
