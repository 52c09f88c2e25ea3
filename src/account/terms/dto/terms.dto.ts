import { ApiProperty } from '@nestjs/swagger';
import { IsObject, IsString } from 'class-validator';
import { LANGUAGE_TAG } from '../../../oauth/language.js';
import { formatInstant } from '../../../platform/clock.js';
import { PROSE_FORM } from '../../../platform/validation/text.js';
import { MOST_MEMBERS, type Terms, type TermsContents } from '../terms.js';

const CONTENTS = {
  description:
    'Where the terms stand (`url`, https), or their text (`text`, paragraphs with an empty line between them); each also in languages, as `url#de` and `text#de`.',
  type: 'object',
  propertyNames: { pattern: `^(url|text)(#${LANGUAGE_TAG})?$` },
  minProperties: 1,
  maxProperties: MOST_MEMBERS,
  additionalProperties: { type: 'string', minLength: 1, maxLength: 100_000, pattern: PROSE_FORM.source },
  example: { url: 'https://example.com/terms', 'url#de': 'https://example.com/de/terms' },
} as const;
const VERSION = {
  description: 'Names the version. Another one than that in force has to be accepted again.',
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  example: '2026-06',
} as const;

/** Body that publishes terms. */
export class PublishTermsDto {
  @ApiProperty(VERSION)
  @IsString({ message: 'must be text' })
  readonly version!: string;

  @ApiProperty(CONTENTS)
  @IsObject({ message: 'must be an object' })
  readonly contents!: TermsContents;
}

/** The terms that are in force. */
export class TermsDto {
  @ApiProperty(VERSION)
  readonly version!: string;

  @ApiProperty(CONTENTS)
  readonly contents!: TermsContents;

  @ApiProperty({ description: 'Since when they are in force (RFC 3339).', example: '2026-09-21T14:13:20.000Z' })
  readonly published_at!: string;
}

/** That someone has accepted a version of the terms. */
export class AcceptanceDto {
  @ApiProperty({ description: 'The version.', example: '2026-12' })
  readonly version!: string;

  @ApiProperty({ description: 'When (RFC 3339).', example: '2026-09-21T14:13:20.000Z' })
  readonly accepted_at!: string;
}

export function presentTerms({ version, contents, publishedAt }: Terms): TermsDto {
  return { version, contents, published_at: formatInstant(publishedAt) };
}
