import type { Mistake } from '../../platform/mistakes.js';
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
  ...oneOf('id_token_signed_response_alg', metadata.id_token_signed_response_alg, circumstances.signingAlgorithms),
  ...oneOf('userinfo_signed_response_alg', metadata.userinfo_signed_response_alg, circumstances.signingAlgorithms),
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

function encryptionMistakes(
  what: 'id_token' | 'userinfo',
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
  ];
}
