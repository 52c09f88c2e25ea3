import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../admin/admin-api.js';
import { ApiProblems } from '../../admin/api-problems.js';
import { Section } from '../../admin/api-section.js';
import { UserId } from '../../users/dto/user-id.js';
import { PersonalDataDto } from './dto/personal-data.dto.js';
import { PersonalDataService } from './personal-data.service.js';

/** The admin API for what is known about a person. */
@Section('Users')
@Controller('admin/v1/users/:id/export')
export class UserExportController {
  constructor(private readonly data: PersonalDataService) {}

  @Scoped('users:read')
  @ApiOperation({
    operationId: 'exportUser',
    summary: 'Export everything about a user',
    description:
      'For the person to read (GDPR articles 15 and 20), without secrets: the account; and consents, sessions, authorizations and audit events as far as the access token has `consents:read`, `sessions:read`, `grants:read` and `audit:read`. The export is an audit event itself.',
  })
  @UserId()
  @ApiOkResponse({ description: 'What is stored, and which scopes it lacks.', type: PersonalDataDto })
  @ApiProblems(404)
  @Get()
  export(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<PersonalDataDto> {
    return this.data.export(id, by);
  }
}
