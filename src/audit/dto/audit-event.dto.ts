import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { NextCursor } from '../../admin/page-answer.js';
import { formatInstant } from '../../platform/clock.js';
import type { StoredEvent } from '../stored-event.js';

/** One security-relevant act. */
export class AuditEventDto {
  @ApiProperty({ description: 'Identifier of the event.', example: '5f0c2f0e-1c1c-4d3e-9a53-0d9b6a1c2b7e' })
  readonly id!: string;

  @ApiProperty({ description: 'When it happened (RFC 3339).', example: '2026-11-22T16:00:00.000Z' })
  readonly at!: string;

  @ApiProperty({ description: 'What happened.', example: 'client.updated' })
  readonly type!: string;

  @ApiPropertyOptional({
    description:
      'Who did it: identifier of a user or a client. Left out: no one who is known here, or the server itself.',
    example: '0b8f6e3a-5d0a-4a55-8f6e-1f2d3c4b5a69',
  })
  readonly actor?: string;

  @ApiPropertyOptional({
    description: 'Of a client that acted for itself. Left out: the actor is a user, or runs the command line (`os:`).',
    enum: ['client'],
    example: 'client',
  })
  readonly actor_type?: string;

  @ApiPropertyOptional({
    description: 'The client through which the actor did it, if it showed an access token.',
    example: 'gatehouse-docs',
  })
  readonly actor_client_id?: string;

  @ApiPropertyOptional({ description: 'The client that was involved.', example: 'web-app' })
  readonly client_id?: string;

  @ApiPropertyOptional({ description: 'Address that the request came from.', example: '192.0.2.1' })
  readonly address?: string;

  @ApiPropertyOptional({ description: 'User agent of the request.', example: 'Mozilla/5.0' })
  readonly user_agent?: string;

  @ApiPropertyOptional({
    description: 'Identifier of the request, as in the log.',
    example: 'c0a8f1de-8f3c-4f0e-8d52-3a1f5e7b9c11',
  })
  readonly request_id?: string;

  @ApiProperty({
    description: 'What else there is to know; of a change, what was `before` and `after`. Never a secret.',
    type: 'object',
    additionalProperties: true,
    example: { before: { client_name: 'Old name' }, after: { client_name: 'New name' } },
  })
  readonly details!: Readonly<Record<string, unknown>>;

  @ApiPropertyOptional({
    description: 'Its place in the chain. Left out for about a second, until it is sealed.',
    example: 42,
  })
  readonly sequence?: number;

  @ApiPropertyOptional({
    description: 'Keyed hash over the event and the hash of the one before it. Note it elsewhere to prove more.',
    example: 'Yx0l5mC0cYJ6p0xV8m2u5h3q7nqk4pB1oD9sE6tR2wA',
  })
  readonly hash?: string;
}

/** A page of events. */
export class AuditEventListDto {
  @ApiProperty({ description: 'Events, newest first.', type: [AuditEventDto] })
  readonly items!: readonly AuditEventDto[];

  @NextCursor(
    'MTc5MDAwMDAwMDAwMDo1ZjBjMmYwZQ',
    'A page of a search may hold few events, or none, and yet not be the last.',
  )
  readonly next_cursor?: string;
}

export function presentEvent(event: StoredEvent): AuditEventDto {
  const { userAgent, actorType, actorClientId, ...details } = JSON.parse(event.details) as Record<string, unknown> & {
    userAgent?: string;
    actorType?: string;
    actorClientId?: string;
  };
  const known = {
    actor: event.actor,
    actor_type: actorType,
    actor_client_id: actorClientId,
    client_id: event.clientId,
    address: event.address,
    user_agent: userAgent,
    request_id: event.requestId,
    sequence: event.sequence,
    hash: event.hash,
  };
  return {
    id: event.id,
    at: formatInstant(event.at),
    type: event.type,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null && value !== undefined)),
    details,
  };
}
