import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const WHEN = '2026-09-21T14:13:20.000Z';

/** A time at which a client was given a code for tokens. */
@ApiSchema({ name: 'AuthorizationDto' })
export class PersonalAuthorizationDto {
  @ApiProperty({ description: 'The client.', example: 'web-app' })
  readonly client_id!: string;

  @ApiProperty({ description: 'The session it was given in.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly session_id!: string;

  @ApiProperty({ description: 'The granted scope, space-delimited.', example: 'openid profile' })
  readonly scope!: string;

  @ApiProperty({ description: 'Resources that were asked for (RFC 8707).', type: [String], example: [] })
  readonly resources!: readonly string[];

  @ApiProperty({ description: 'When the user signed in (RFC 3339).', example: WHEN })
  readonly authenticated_at!: string;

  @ApiProperty({ description: 'When its first tokens were issued (RFC 3339).', example: WHEN })
  readonly issued_at!: string;

  @ApiProperty({ description: 'When it ends in any case (RFC 3339).', example: WHEN })
  readonly expires_at!: string;

  @ApiProperty({
    description: 'When it was revoked (RFC 3339); null: it was not.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly revoked_at!: string | null;
}
