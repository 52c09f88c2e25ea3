import { ApiProperty } from '@nestjs/swagger';
import { formatScope } from '../../oauth/scope.js';
import { formatInstant } from '../../platform/clock.js';
import type { Consent } from '../consent.service.js';

/** What a user has allowed a client. */
export class ConsentDto {
  @ApiProperty({ description: 'The client.', example: 'web-app' })
  readonly client_id!: string;

  @ApiProperty({ description: 'What it was allowed, space-delimited.', example: 'openid profile' })
  readonly scope!: string;

  @ApiProperty({ description: 'When it was first allowed anything (RFC 3339).', example: '2026-09-21T14:13:20.000Z' })
  readonly granted_at!: string;
}

/** Every consent of a user. */
export class ConsentListDto {
  @ApiProperty({ description: 'Consents, the newest first.', type: [ConsentDto] })
  readonly items!: readonly ConsentDto[];
}

export function presentConsent({ clientId, scope, grantedAt }: Consent): ConsentDto {
  return { client_id: clientId, scope: formatScope(scope), granted_at: formatInstant(grantedAt) };
}
