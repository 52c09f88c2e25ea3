import { encryptionKey } from '../../keys/encryption.js';
import type { Violation } from '../../platform/validation/violations.js';
import type { ClientMetadata } from '../client.js';
import { TokenMetadataDto } from '../dto/metadata/token-metadata.dto.js';
import { sectorOf } from '../sector.js';
import { addressMistakes } from './addresses.js';
import type { MetadataConcern, RawMetadata } from './concern.js';
import { oneOf, type Rule, type RuleContext, violation } from './rule.js';

/** OIDC Registration §2: the `enc` if only the `alg` is named. */
export const DEFAULT_CONTENT_ENCRYPTION = 'A128CBC-HS256';

/** Subjects, and how ID tokens and userinfo answers are signed and encrypted (OIDC Registration §2). */
const validateTokens: Rule = (metadata, context) => [
  ...oneOf('subject_type', metadata.subject_type, context.subjectTypes),
  ...sectorMistakes(metadata, context),
  ...signingMistakes('id_token', metadata, context),
  ...signingMistakes('userinfo', metadata, context),
  ...encryptionMistakes('id_token', metadata, context),
  ...encryptionMistakes('userinfo', metadata, context),
];

/** OIDC Core §8.1: redirect URIs on several hosts, or on none, say nothing about the sector by themselves. */
function sectorMistakes(metadata: ClientMetadata, context: RuleContext): readonly Violation[] {
  const { sector_identifier_uri: uri, subject_type, redirect_uris } = metadata;
  if (uri !== undefined) return addressMistakes('sector_identifier_uri', uri, context);
  if (subject_type !== 'pairwise' || !redirect_uris.every((each) => URL.canParse(each))) return [];
  return sectorOf(metadata) === undefined
    ? violation(
        '/sector_identifier_uri',
        'is needed for pairwise subjects, because redirect_uris do not share one host',
      )
    : [];
}

type Response = 'id_token' | 'userinfo';

/** OIDC Core §2: `none` would be for ID tokens of the authorization endpoint's flows alone, which this server does not have. */
function signingMistakes(
  what: Response,
  metadata: ClientMetadata,
  { signingAlgorithms }: RuleContext,
): readonly Violation[] {
  const name = `${what}_signed_response_alg` as const;
  const byKeysOfServer = /^HS/.test(metadata[name] ?? '')
    ? ': signatures are by keys of the server, not by client secrets'
    : '';
  return oneOf(name, metadata[name], signingAlgorithms).map((each) => ({
    ...each,
    detail: each.detail + byKeysOfServer,
  }));
}

function encryptionMistakes(
  what: Response,
  metadata: ClientMetadata,
  { keyEncryptionAlgorithms, contentEncryptionAlgorithms }: RuleContext,
): readonly Violation[] {
  const alg = metadata[`${what}_encrypted_response_alg`];
  const enc = metadata[`${what}_encrypted_response_enc`];
  if (alg === undefined && enc !== undefined)
    return violation(`/${what}_encrypted_response_enc`, `needs ${what}_encrypted_response_alg`);
  return [
    ...oneOf(`${what}_encrypted_response_alg`, alg, keyEncryptionAlgorithms),
    ...oneOf(`${what}_encrypted_response_enc`, enc, contentEncryptionAlgorithms),
    ...(alg !== undefined && keyEncryptionAlgorithms.includes(alg) ? keyMistakes(what, alg, metadata) : []),
  ];
}

/** What is published at a `jwks_uri` is seen when it is needed. */
function keyMistakes(what: Response, alg: string, { jwks }: ClientMetadata): readonly Violation[] {
  if (!Array.isArray(jwks?.keys) || encryptionKey(jwks.keys, alg)) return [];
  return violation(`/${what}_encrypted_response_alg`, `needs a public encryption key in jwks that fits ${alg}`);
}

function contentEncryption(what: Response, raw: RawMetadata): Readonly<Record<string, string>> {
  const named = raw[`${what}_encrypted_response_alg`] && !raw[`${what}_encrypted_response_enc`];
  return named ? { [`${what}_encrypted_response_enc`]: DEFAULT_CONTENT_ENCRYPTION } : {};
}

/** What the client's ID tokens and userinfo answers look like. */
export const tokenMetadata: MetadataConcern = {
  members: TokenMetadataDto,
  defaults: (raw) => ({
    subject_type: raw.subject_type ?? 'public',
    id_token_signed_response_alg: raw.id_token_signed_response_alg ?? 'RS256',
    ...contentEncryption('id_token', raw),
    ...contentEncryption('userinfo', raw),
  }),
  rules: [validateTokens],
};
