import { LEVELS } from '../../oauth/authentication-levels.js';
import { SECOND_FACTOR_POLICIES } from '../../oauth/second-factor-policy.js';
import { StrengthMetadataDto } from '../dto/metadata/strength-metadata.dto.js';
import type { MetadataConcern } from './concern.js';
import { oneOf } from './rule.js';

/** How strongly people must be authenticated for the client. */
export const strengthMetadata: MetadataConcern = {
  members: StrengthMetadataDto,
  rules: [
    ({ minimum_acr, second_factor }) => [
      ...oneOf('minimum_acr', minimum_acr, LEVELS),
      ...oneOf('second_factor', second_factor, SECOND_FACTOR_POLICIES),
    ],
  ],
  administratorsOnly: ['minimum_acr', 'second_factor'],
};
