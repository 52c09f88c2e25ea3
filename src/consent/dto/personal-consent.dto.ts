import { ApiProperty } from '@nestjs/swagger';
import { ConsentDto } from './consent.dto.js';

/** What a user has allowed a client, and when that last changed. */
export class PersonalConsentDto extends ConsentDto {
  @ApiProperty({ description: 'When it was last allowed more (RFC 3339).', example: '2026-09-21T14:13:20.000Z' })
  readonly updated_at!: string;
}
