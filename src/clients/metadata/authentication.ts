import type { Violation } from '../../platform/validation/violations.js';
import type { ClientMetadata } from '../client.js';
import { KeyMetadataDto } from '../dto/metadata/key-metadata.dto.js';
import { addressMistakes } from './addresses.js';
import type { MetadataConcern } from './concern.js';
import { keySetMistakes } from './key-set.js';
import { oneOf, type Rule, violation } from './rule.js';

/** How the client authenticates and which keys it has (RFC 7591 §2, OIDC Registration §2). */
const validateAuthentication: Rule = (metadata, context) => {
  const { token_endpoint_auth_method: method, token_endpoint_auth_signing_alg: algorithm, jwks, jwks_uri } = metadata;
  return [
    ...oneOf('token_endpoint_auth_method', method, context.authenticationMethods),
    ...oneOf('token_endpoint_auth_signing_alg', algorithm, algorithmsFor(method, context)),
    ...(jwks === undefined ? [] : keySetMistakes('/jwks', jwks)),
    ...(jwks !== undefined && jwks_uri !== undefined
      ? violation('/jwks', 'must be left out if there is a jwks_uri')
      : []),
    ...addressMistakes('jwks_uri', jwks_uri, context),
    ...keylessMistakes(metadata),
  ];
};

/** OIDC Core §9: `client_secret_jwt` signs with the secret, `private_key_jwt` with a private key. Other methods sign nothing. */
function algorithmsFor(
  method: string,
  { authenticationSigningAlgorithms }: { readonly authenticationSigningAlgorithms: readonly string[] },
): readonly string[] {
  if (method === 'client_secret_jwt') return authenticationSigningAlgorithms.filter((each) => each.startsWith('HS'));
  if (method === 'private_key_jwt') return authenticationSigningAlgorithms.filter((each) => !each.startsWith('HS'));
  return authenticationSigningAlgorithms;
}

/** Members that make no sense for a client without keys. */
function keylessMistakes(metadata: ClientMetadata): readonly Violation[] {
  if (metadata.jwks !== undefined || metadata.jwks_uri !== undefined) return [];
  const needs = (name: keyof ClientMetadata & string, needed: boolean) =>
    needed ? violation(`/${name}`, 'needs keys of the client: add jwks_uri or jwks') : [];
  return [
    ...needs('token_endpoint_auth_method', metadata.token_endpoint_auth_method === 'private_key_jwt'),
    ...needs('id_token_encrypted_response_alg', isAsymmetric(metadata.id_token_encrypted_response_alg)),
    ...needs('userinfo_encrypted_response_alg', isAsymmetric(metadata.userinfo_encrypted_response_alg)),
    ...needs('request_object_signing_alg', isAsymmetric(metadata.request_object_signing_alg)),
  ];
}

/** RFC 7518 §3.1 and §4.1: neither made with a shared secret nor without any key. */
function isAsymmetric(algorithm: string | undefined): boolean {
  return algorithm !== undefined && !/^(none|dir|HS\d+|A\d+(GCM)?KW|PBES2-.*)$/.test(algorithm);
}

/** How the client proves who it is, and its keys. */
export const keyMetadata: MetadataConcern = {
  members: KeyMetadataDto,
  defaults: (raw) => ({ token_endpoint_auth_method: raw.token_endpoint_auth_method ?? 'client_secret_basic' }),
  rules: [validateAuthentication],
};
