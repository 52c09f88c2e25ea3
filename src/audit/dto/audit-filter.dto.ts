import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches, ValidateBy } from 'class-validator';
import { Cursor, Limit, PAGE_LIMIT } from '../../admin/page-query.dto.js';
import { parseInstant } from '../../platform/clock.js';
import { LINE_FORM, LINE_MISTAKE } from '../../platform/validation/text.js';
import type { AuditFilter } from '../audit-search.repository.js';

const Text = (description: string, example: string, longest = 255) =>
  applyDecorators(
    ApiPropertyOptional({ description, example }),
    IsOptional(),
    IsString({ message: 'must be text' }),
    Length(1, longest, { message: `must have 1 to ${longest} characters` }),
    Matches(LINE_FORM, { message: LINE_MISTAKE }),
  );

const Time = (description: string) =>
  applyDecorators(
    ApiPropertyOptional({ description, example: '2026-11-22T16:00:00Z', format: 'date-time' }),
    IsOptional(),
    ValidateBy(
      {
        name: 'isTime',
        validator: { validate: (value) => typeof value === 'string' && !Number.isNaN(parseInstant(value)) },
      },
      { message: 'must be a time such as 2026-11-22T16:00:00Z (RFC 3339)' },
    ),
  );

/** What is searched for; all conditions must be met. */
export class AuditFilterDto {
  @Text('Type of the events, or what several begin with before a dot.', 'login', 64)
  readonly type?: string;

  @Text('Who did it: identifier of a user or a client.', '0b8f6e3a-5d0a-4a55-8f6e-1f2d3c4b5a69')
  readonly actor?: string;

  @Text('The client that was involved.', 'web-app')
  readonly client_id?: string;

  @Text('Address that the request came from.', '192.0.2.1', 64)
  readonly address?: string;

  @Time('Only events from this time on (RFC 3339).')
  readonly from?: string;

  @Time('Only events before this time (RFC 3339).')
  readonly until?: string;

  @Text('Part of the details as JSON, or of the identifier of a request; A to Z match a to z.', 'alice@example.com')
  readonly text?: string;
}

/** Query of a list. Not made by `IntersectionType`, which would load the whole of class-validator once more. */
export class ListAuditEventsDto extends AuditFilterDto {
  @Limit()
  readonly limit: number = PAGE_LIMIT;

  @Cursor()
  readonly cursor?: string;
}

export function filterOf({ type, actor, client_id, address, from, until, text }: AuditFilterDto): AuditFilter {
  const instant = (time: string | undefined) => (time === undefined ? undefined : parseInstant(time));
  return { type, actor, clientId: client_id, address, from: instant(from), until: instant(until), text };
}
