import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsOptional, IsString } from 'class-validator';
import { TEXT_FORM } from '../../platform/validation/text.js';
import { ATTRIBUTE_NAME_FORM } from '../../resources/claims/attribute-name.js';
import { ROLE_NAME_FORM } from '../../resources/role.js';
import {
  GROUP_FORM,
  LONGEST_ATTRIBUTE,
  LONGEST_GROUP,
  MOST_ATTRIBUTES,
  MOST_GROUPS,
  MOST_TEXTS,
} from '../attribute-rules.js';
import { USERNAME_FORM } from '../username.js';

export const USERNAME = {
  minLength: 1,
  maxLength: 255,
  pattern: USERNAME_FORM.source,
  description: 'Name to sign in with; unique, whatever its case.',
  example: 'alice',
};
export const ROLES = {
  type: 'array',
  items: { type: 'string', pattern: ROLE_NAME_FORM.source },
  description: 'Roles, which scopes may require and access tokens carry.',
  example: ['editor'],
} as const;
export const GROUPS = {
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: LONGEST_GROUP, pattern: GROUP_FORM.source },
  maxItems: MOST_GROUPS,
  description: 'Where the user belongs, for applications: the scope `groups` tells them. No power over this server.',
  example: ['/staff/dev'],
} as const;
const TEXT_VALUE = { type: 'string' as const, maxLength: LONGEST_ATTRIBUTE, pattern: TEXT_FORM.source };
export const VALUES = [
  TEXT_VALUE,
  { type: 'number' as const, format: 'double' },
  { type: 'boolean' as const },
  { type: 'array' as const, items: TEXT_VALUE, maxItems: MOST_TEXTS },
];
export const ATTRIBUTES = {
  description: 'What else is known of the user, by names of your own; applications see what claim_mappings map.',
  type: 'object' as const,
  propertyNames: { pattern: ATTRIBUTE_NAME_FORM.source },
  maxProperties: MOST_ATTRIBUTES,
  additionalProperties: { oneOf: VALUES },
  example: { department: 'R&D', cost_centres: ['4711'] },
};

/** A list of texts in a body, which may be left out. */
export const OptionalTexts = (description: typeof ROLES | typeof GROUPS) =>
  applyDecorators(
    ApiPropertyOptional(description),
    IsOptional(),
    IsArray({ message: 'must be a list' }),
    IsString({ each: true, message: 'must be a list of texts' }),
  );
