import { LANGUAGE_TAGS, type Language } from '../../../platform/texts/languages.js';
import { PixelsMember, TextMember } from './members.js';

/** How pages look that are about an authorization request of the client. */
export class BrandMetadataDto {
  @TextMember({
    description:
      'The colour of what people act on, written #rrggbb, on pages about a request of the client. Refused if its contrast is below WCAG AA. Only administrators set it.',
    pattern: '^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$',
    example: '#0b5394',
  })
  readonly brand_accent?: string;

  @TextMember({
    description: 'The same for dark pages. Only administrators set it.',
    pattern: '^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$',
    example: '#9fc5e8',
  })
  readonly brand_accent_dark?: string;

  @PixelsMember({
    description: 'How round the corners of its pages are, in pixels. Only administrators set it.',
    minimum: 0,
    maximum: 32,
    example: 4,
  })
  readonly brand_radius?: number;

  @TextMember({
    description:
      'The language of its pages for people of whom no other is known that is written here. Left out: that of the server. Only administrators set it.',
    enum: LANGUAGE_TAGS,
    example: 'de',
  })
  readonly default_language?: Language;
}
