import { ApiProperty } from '@nestjs/swagger';
import { NextCursor } from '../../../admin/page-answer.js';
import { formatInstant } from '../../../platform/clock.js';
import { clientIdsOf, type ListedSession } from '../stored-session.js';

const WHEN = '2026-09-21T14:13:20.000Z';

/** A session of a user. */
export class SessionDto {
  @ApiProperty({ description: 'Identifier; the `sid` of ID tokens.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly id!: string;

  @ApiProperty({ description: 'How the user signed in (RFC 8176).', type: [String], example: ['pwd'] })
  readonly amr!: readonly string[];

  @ApiProperty({ description: 'How strong that was.', example: '1' })
  readonly acr!: string;

  @ApiProperty({ description: 'Clients that hear of its end.', type: [String], example: ['web-app'] })
  readonly client_ids!: readonly string[];

  @ApiProperty({ description: 'When the user signed in (RFC 3339).', example: WHEN })
  readonly authenticated_at!: string;

  @ApiProperty({ description: 'When it was last used, to the minute (RFC 3339).', example: WHEN })
  readonly last_seen_at!: string;

  @ApiProperty({ description: 'When it ends if it is not used (RFC 3339).', example: WHEN })
  readonly expires_at!: string;
}

/** A page of sessions. */
export class SessionListDto {
  @ApiProperty({ description: 'Running sessions, the oldest sign-in first.', type: [SessionDto] })
  readonly items!: readonly SessionDto[];

  @NextCursor('WzEsImEiXQ')
  readonly next_cursor?: string;
}

export function presentSession(session: ListedSession): SessionDto {
  const { sid, amr, acr, clients, authenticatedAt, lastSeenAt, expiresAt } = session;
  return {
    id: sid,
    amr: amr.split(' '),
    acr,
    client_ids: clientIdsOf(clients),
    authenticated_at: formatInstant(authenticatedAt),
    last_seen_at: formatInstant(lastSeenAt),
    expires_at: formatInstant(expiresAt),
  };
}
