import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Scoped } from '../admin/admin-api.js';
import { ApiProblems } from '../admin/api-problems.js';
import { Section } from '../admin/api-section.js';
import { CLIENT_TEMPLATES } from './client-templates.js';
import { ClientTemplateListDto, presentTemplate } from './dto/client-template.dto.js';

/** The admin API for what kinds of clients there are. */
@Section('Clients')
@Controller('admin/v1/client-templates')
export class ClientTemplatesController {
  @Scoped('clients:read')
  @ApiOperation({
    operationId: 'listClientTemplates',
    summary: 'List the client templates',
    description: 'What `template` of a registration may say: which metadata each presets, and which have to be given.',
  })
  @ApiOkResponse({ description: 'The templates.', type: ClientTemplateListDto })
  @ApiProblems()
  @Get()
  list(): ClientTemplateListDto {
    return { items: CLIENT_TEMPLATES.map(presentTemplate) };
  }
}
