import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../admin/admin-api.js';
import { ApiProblems } from '../admin/api-problems.js';
import { Section } from '../admin/api-section.js';
import { presentPage } from '../admin/page-answer.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { NotFound } from '../platform/validation/refusals.js';
import { AuditService } from './audit.service.js';
import { AUDIT_LOG_EVENTS } from './audit-events.js';
import { AuditTrailService } from './audit-trail.service.js';
import { AuditEventDto, AuditEventListDto, presentEvent } from './dto/audit-event.dto.js';
import { AuditFilterDto, filterOf, ListAuditEventsDto } from './dto/audit-filter.dto.js';

const NDJSON = 'application/x-ndjson';

/** The admin API for the audit log. Nothing in it can be changed. */
@Section('Audit log', 'Who did what, and when. It can be read and exported, and never changed.')
@Controller('admin/v1/audit-events')
export class AuditEventsController {
  constructor(
    private readonly trail: AuditTrailService,
    private readonly audit: AuditService,
  ) {}

  @Scoped('audit:read')
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'List events of the audit log',
    description:
      'Newest first, page by page. A search looks at 10,000 events at a time: go on while there is a `next_cursor`, or narrow the time.',
  })
  @ApiOkResponse({ description: 'A page of events.', type: AuditEventListDto })
  @ApiProblems(400)
  @Get()
  async list(@Query(adminValidation) { limit, cursor, ...filter }: ListAuditEventsDto): Promise<AuditEventListDto> {
    return presentPage(await this.trail.search(filterOf(filter), limit, cursor), presentEvent);
  }

  @Scoped('audit:read')
  @ApiOperation({
    operationId: 'exportAuditEvents',
    summary: 'Export the audit log',
    description: 'One JSON object per line, oldest first, as a stream. The export itself leaves an event.',
  })
  @ApiProduces(NDJSON)
  @ApiOkResponse({
    description: 'The events, one per line.',
    content: {
      [NDJSON]: {
        schema: { type: 'string' },
        example:
          '{"id":"5f0c2f0e-1c1c-4d3e-9a53-0d9b6a1c2b7e","at":"2026-11-22T16:00:00.000Z","type":"logout","details":{}}\n',
      },
    },
  })
  @ApiProblems(400)
  @Get('export')
  async export(
    @Query(adminValidation) filter: AuditFilterDto,
    @CurrentAdministrator() { actor, facts }: Administrator,
  ): Promise<StreamableFile> {
    await this.audit.record({ type: AUDIT_LOG_EVENTS.exported, actor, details: { ...filter } }, facts);
    const lines = Readable.from(this.lines(filter));
    return new StreamableFile(lines, { type: NDJSON, disposition: 'attachment; filename="audit-events.ndjson"' });
  }

  @Scoped('audit:read')
  @ApiOperation({
    operationId: 'readAuditEvent',
    summary: 'Read an event',
    description: 'All that is known of one act.',
  })
  @ApiParam({ name: 'id', description: 'Its identifier.', example: '5f0c2f0e-1c1c-4d3e-9a53-0d9b6a1c2b7e' })
  @ApiOkResponse({ description: 'The event.', type: AuditEventDto })
  @ApiProblems(404)
  @Get(':id')
  async read(@Param('id') id: string): Promise<AuditEventDto> {
    const event = /^[0-9a-f-]{36}$/.test(id) ? await this.trail.find(id) : undefined;
    if (!event) throw new NotFound(`there is no audit event ${id}`);
    return presentEvent(event);
  }

  private async *lines(filter: AuditFilterDto): AsyncGenerator<string, void, undefined> {
    for await (const event of this.trail.export(filterOf(filter))) yield `${JSON.stringify(presentEvent(event))}\n`;
  }
}
