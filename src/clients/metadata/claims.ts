import { readScope } from '../../oauth/scope.js';
import { pointer, type Violation, within } from '../../platform/validation/violations.js';
import { PLACES } from '../../resources/claims/claim-mapping.js';
import { claimMappingMistakes, isClaimOfScope } from '../../resources/claims/claim-mapping-rules.js';
import { USUAL_PLACES } from '../client.js';
import { ClaimMetadataDto } from '../dto/metadata/claim-metadata.dto.js';
import type { MetadataConcern } from './concern.js';
import { type Rule, violation } from './rule.js';

/**
 * What is mapped for a client of others is covered by a scope that people allow, as far as there is one, and names no role
 * that gives power over this server.
 */
const validateClaims: Rule = ({ id_token_claims, claim_mappings, first_party, scope }, context) => [
  ...idTokenMistakes(id_token_claims),
  ...within(
    '/claim_mappings',
    claimMappingMistakes(claim_mappings, {
      places: PLACES,
      usual: USUAL_PLACES,
      sources: context.claimSources,
      ...(first_party
        ? {}
        : {
            hiddenRoles: context.administrativeRoles,
            mayAskFor: (name: string) => readScope(scope).includes(name),
          }),
    }),
  ),
];

function idTokenMistakes(wanted: unknown): readonly Violation[] {
  const at = '/id_token_claims';
  if (wanted === undefined || wanted === 'none' || wanted === 'scope') return [];
  if (!Array.isArray(wanted)) return violation(at, 'must be none, scope, or a list of claims');
  if (wanted.length > 100) return violation(at, 'must have at most 100 items');
  return wanted.flatMap((name, index) =>
    isClaimOfScope(name)
      ? []
      : violation(at + pointer(index), 'is no claim that a scope asks for; others are mapped by claim_mappings'),
  );
}

/** What the client is told about people. */
export const claimMetadata: MetadataConcern = {
  members: ClaimMetadataDto,
  rules: [validateClaims],
  administratorsOnly: ['claim_mappings'],
};
