import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Scoped } from '../../src/admin/admin-api.js';
import { ADMIN_SCOPES } from '../../src/admin/admin-scope.js';
import { Declares } from '../../src/platform/declarations.js';

@ApiTags('Notes')
@Controller('admin/v1/notes')
class NotesController {
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
  write(): void {}
}

/** A room that the server does not know: what it brings stands here and nowhere else. */
@Declares(
  ADMIN_SCOPES.of(
    { name: 'notes:read', description: 'See the notes', roles: ['user-manager'] },
    { name: 'notes:write', description: 'Write notes' },
  ),
)
@Module({ controllers: [NotesController] })
export class NotesModule {}
