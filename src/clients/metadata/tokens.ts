import { encryptionKey } from '../../keys/encryption.js';
import type { Mistake } from '../../platform/validation/mistakes.js';
import type { ClientMetadata } from '../client.js';
import { sectorOf } from '../sector.js';
import { addressMistakes } from './addresses.js';
import { type Circumstances, mistake, oneOf, type Rule } from './rule.js';

/** OIDC Registration §2: the `enc` where only the `alg` is named. */
export const DEFAULT_CONTENT_ENCRYPTION = 'A128CBC-HS256';

/** Subjects, and how ID tokens and userinfo answers are signed and encrypted (OIDC Registration §2). */
export const judgeTokens: Rule = (metadata, circumstances) => [
  ...oneOf('subject_type', metadata.subject_type, circumstances.subjectTypes),
  ...sectorMistakes(metadata, circumstances),
  ...signingMistakes('id_token', metadata, circumstances),
  ...signingMistakes('userinfo', metadata, circumstances),
  ...encryptionMistakes('id_token', metadata, circumstances),
  ...encryptionMistakes('userinfo', metadata, circumstances),
];

/** OIDC Core §8.1: redirect URIs on several hosts, or on none, say nothing about the sector by themselves. */
function sectorMistakes(metadata: ClientMetadata, circumstances: Circumstances): readonly Mistake[] {
  const { sector_identifier_uri: uri, subject_type, redirect_uris } = metadata;
  if (uri !== undefined) return addressMistakes('sector_identifier_uri', uri, circumstances);
  if (subject_type !== 'pairwise' || !redirect_uris.every((each) => URL.canParse(each))) return [];
  return sectorOf(metadata) === undefined
    ? mistake('/sector_identifier_uri', 'is needed for pairwise subjects, because redirect_uris do not share one host')
    : [];
}

type Response = 'id_token' | 'userinfo';

/** OIDC Core §2: `none` would be for ID tokens of the authorization endpoint's flows alone, which this server does not have. */
function signingMistakes(
  what: Response,
  metadata: ClientMetadata,
  { signingAlgorithms }: Circumstances,
): readonly Mistake[] {
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
  { keyEncryptionAlgorithms, contentEncryptionAlgorithms }: Circumstances,
): readonly Mistake[] {
  const alg = metadata[`${what}_encrypted_response_alg`];
  const enc = metadata[`${what}_encrypted_response_enc`];
  if (alg === undefined && enc !== undefined)
    return mistake(`/${what}_encrypted_response_enc`, `needs ${what}_encrypted_response_alg`);
  return [
    ...oneOf(`${what}_encrypted_response_alg`, alg, keyEncryptionAlgorithms),
    ...oneOf(`${what}_encrypted_response_enc`, enc, contentEncryptionAlgorithms),
    ...(alg !== undefined && keyEncryptionAlgorithms.includes(alg) ? keyMistakes(what, alg, metadata) : []),
  ];
}

/** What is published at a `jwks_uri` is seen when it is needed. */
function keyMistakes(what: Response, alg: string, { jwks }: ClientMetadata): readonly Mistake[] {
  if (!Array.isArray(jwks?.keys) || encryptionKey(jwks.keys, alg)) return [];
  return mistake(`/${what}_encrypted_response_alg`, `needs a public encryption key in jwks that fits ${alg}`);
}
