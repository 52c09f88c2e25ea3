import { Controller, Get, HttpCode, Injectable, Module, Param, Post } from '@nestjs/common';
import { ApiExcludeController, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../src/admin/admin-api.js';
import { ADMIN_SCOPES } from '../../src/admin/admin-scope.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AUDIT_EVENTS, type AuditEventTypes } from '../../src/audit/audit-event-type.js';
import { AUDIT_SUBSCRIBERS, type AuditSubscriber } from '../../src/audit/audit-subscriber.js';
import type { SealedEvent } from '../../src/audit/stored-event.js';
import { BUILT_IN_CLIENTS, type BuiltInClient } from '../../src/clients/built-in-client.js';
import { Declares } from '../../src/platform/declarations.js';
import { AnyOrigin } from '../../src/platform/http/any-origin.js';
import { Public } from '../../src/resource-server/access.js';

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

@AnyOrigin()
@ApiExcludeController()
@Controller('published-notes')
class PublishedNotesController {
  @Public()
  @Get()
  list(): { readonly items: readonly string[] } {
    return { items: [] };
  }

  @Public()
  @Get(':id')
  read(@Param('id') id: string): { readonly id: string } {
    return { id };
  }
}

/** The client as which people read notes. */
const NOTES_CLIENT: BuiltInClient = {
  clientId: 'notes-reader',
  metadata: () => ({
    client_name: 'Notes',
    redirect_uris: ['https://rp.example/cb'],
    post_logout_redirect_uris: [],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope: 'openid notes:read',
    id_token_signed_response_alg: 'RS256',
    first_party: true,
    require_pkce: true,
  }),
};

/** One that the configuration goes without. */
const ABSENT_CLIENT: BuiltInClient = { clientId: 'notes-absent', metadata: () => undefined };

/** Keeps the events that it hears of. */
@Injectable()
export class HeardEvents implements AuditSubscriber {
  readonly events: SealedEvent[] = [];

  async announce(events: readonly SealedEvent[]): Promise<void> {
    this.events.push(...events);
  }
}

/** A room that the server does not know: what it brings stands here and nowhere else. */
@Declares(
  ADMIN_SCOPES.of(
    { name: 'notes:read', description: 'See the notes', roles: ['user-manager'] },
    { name: 'notes:write', description: 'Write notes' },
  ),
  AUDIT_EVENTS.of(...Object.values(NOTE_EVENTS)),
  AUDIT_SUBSCRIBERS.of(HeardEvents),
  BUILT_IN_CLIENTS.of(NOTES_CLIENT, ABSENT_CLIENT),
)
@Module({ controllers: [NotesController, PublishedNotesController], providers: [HeardEvents] })
export class NotesModule {}
