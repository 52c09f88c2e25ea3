import { IsArray } from 'class-validator';
import { CLAIM_MAPPINGS_EXAMPLE, ClaimMappingDto } from '../../../resources/claims/claim-mapping.dto.js';
import { Member } from './members.js';

/** What the client is told about people beside what scopes and requests ask for. */
export class ClaimMetadataDto {
  @Member({
    description:
      'Claims of the granted scopes that are in ID tokens: `none`, `scope` (all of them), or a list of names. Default: `roles` and `groups`, if their scopes are granted. With `none`, neither mapped claims nor those that the parameter `claims` names are in ID tokens.',
    oneOf: [
      { type: 'string', enum: ['none', 'scope'] },
      { type: 'array', items: { type: 'string', pattern: '^[a-z_]+$' }, maxItems: 100 },
      { type: 'null' },
    ],
    example: ['email', 'groups'],
  })
  readonly id_token_claims?: string | readonly string[];

  @Member(
    {
      description:
        'Claims made of attributes, roles, groups and other claims of the person. They take the place of claims of the same name. Only administrators set them.',
      type: [ClaimMappingDto],
      maxItems: 50,
      example: CLAIM_MAPPINGS_EXAMPLE,
    },
    IsArray({ message: 'must be a list' }),
  )
  readonly claim_mappings?: readonly ClaimMappingDto[];
}
