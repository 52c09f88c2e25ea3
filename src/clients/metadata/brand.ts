import { LANGUAGE_TAGS } from '../../platform/texts/languages.js';
import { accentProblem } from '../../platform/validation/colour.js';
import { pointer, violationsAt } from '../../platform/validation/violations.js';
import { BrandMetadataDto } from '../dto/metadata/brand-metadata.dto.js';
import type { MetadataConcern } from './concern.js';
import { oneOf } from './rule.js';

/** How pages look that are about a request of the client: values, never style sheets, which could change what pages say. */
export const brandMetadata: MetadataConcern = {
  members: BrandMetadataDto,
  rules: [
    ({ brand_accent, brand_accent_dark, default_language }) => [
      ...(brand_accent === undefined
        ? []
        : violationsAt(pointer('brand_accent'), accentProblem(brand_accent, 'light'))),
      ...(brand_accent_dark === undefined
        ? []
        : violationsAt(pointer('brand_accent_dark'), accentProblem(brand_accent_dark, 'dark'))),
      ...oneOf('default_language', default_language, LANGUAGE_TAGS),
    ],
  ],
  administratorsOnly: ['brand_accent', 'brand_accent_dark', 'brand_radius', 'default_language'],
};
