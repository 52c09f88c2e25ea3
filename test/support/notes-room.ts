import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../src/admin/admin-api.js';
import { ADMIN_SCOPES } from '../../src/admin/admin-scope.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AUDIT_EVENTS, type AuditEventTypes } from '../../src/audit/audit-event-type.js';
import { Declares } from '../../src/platform/declarations.js';

const NOTE_EVENTS = {
  written: { name: 'note.written', description: 'A note was written.' },
} satisfies AuditEventTypes;

@ApiTags('Notes')
@Controller('admin/v1/notes')
class NotesController {
  constructor(private readonly audit: AuditService) {}

  @Scoped('notes:read')
  @ApiOperation({ operationId: 'listNotes', summary: 'List the notes', description: 'All of them.' })
  @Get()
  list(): { readonly items: readonly string[] } {
    return { items: [] };
  }

  @Scoped('notes:write')
  @ApiOperation({ operationId: 'writeNote', summary: 'Write a note', description: 'It is not kept.' })
  @HttpCode(204)
  @Post()
  async write(@CurrentAdministrator() { actor, facts }: Administrator): Promise<void> {
    await this.audit.record({ type: NOTE_EVENTS.written, actor }, facts);
  }
}

/** A room that the server does not know: what it brings stands here and nowhere else. */
@Declares(
  ADMIN_SCOPES.of(
    { name: 'notes:read', description: 'See the notes', roles: ['user-manager'] },
    { name: 'notes:write', description: 'Write notes' },
  ),
  AUDIT_EVENTS.of(...Object.values(NOTE_EVENTS)),
)
@Module({ controllers: [NotesController] })
export class NotesModule {}
