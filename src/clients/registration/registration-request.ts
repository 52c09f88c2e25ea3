import {
  InvalidClientMetadata,
  InvalidRedirectUri,
  InvalidRequest,
  InvalidSoftwareStatement,
  type OAuthError,
  UnapprovedSoftwareStatement,
} from '../../oauth/oauth-error.js';
import type { Violations } from '../../platform/validation/violations.js';
import type { ClientMetadataValidator } from '../client-metadata-validator.js';
import { ClientMetadataDto } from '../dto/client-metadata.dto.js';

/** Client metadata as a stranger sent them. */
export type SentMetadata = Readonly<Record<string, unknown>>;

/** Characters of metadata as JSON that are stored for a stranger. */
const LONGEST = 65_536;

/** RFC 7592 §2.2: members of answers that must not come back in a change. */
const NEVER_IN_A_CHANGE = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
];

/** @throws InvalidRequest if the body is no JSON object */
export function readMetadata(contentType: string | undefined, body: unknown): SentMetadata {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    throw new InvalidRequest('send the client metadata as JSON, with Content-Type: application/json');
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new InvalidRequest('the body must be a JSON object of client metadata');
  return body as SentMetadata;
}

/**
 * The part of the metadata that counts: what is not understood is ignored (RFC 7591 §2), and neither is what
 * only administrators set: no client declares itself a first party or free from PKCE.
 * @param requirePkce whether every client must use PKCE; otherwise confidential ones that do not ask for it need not
 * @throws InvalidSoftwareStatement, UnapprovedSoftwareStatement, InvalidClientMetadata
 * @throws Violations if a member does not have its shape
 */
export function acceptable(
  sent: SentMetadata,
  requirePkce: boolean,
  validator: Pick<ClientMetadataValidator, 'isUnderstood' | 'isForAdministrators' | 'assertType'>,
): SentMetadata {
  refuseSoftwareStatement(sent.software_statement);
  const understood = Object.fromEntries(
    Object.entries(sent).filter(([name]) => validator.isUnderstood(name) && !validator.isForAdministrators(name)),
  );
  validator.assertType(ClientMetadataDto, understood);
  if (JSON.stringify(understood).length > LONGEST)
    throw new InvalidClientMetadata(`the client metadata must have at most ${LONGEST} characters`);
  const mayDoWithout = !requirePkce && sent.token_endpoint_auth_method !== 'none';
  return {
    ...understood,
    first_party: false,
    require_pkce: mayDoWithout ? (sent.require_pkce ?? false) : true,
  };
}

/** RFC 7591 §3.2.2. This server approves of no issuer of software statements. */
function refuseSoftwareStatement(statement: unknown): void {
  if (statement === undefined || statement === null) return;
  if (typeof statement !== 'string' || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(statement))
    throw new InvalidSoftwareStatement('the software statement must be a signed JWT; or leave it out');
  throw new UnapprovedSoftwareStatement('software statements are not accepted here; send the metadata themselves');
}

/**
 * RFC 7592 §2.2: a change names the client, and nothing that only the server sets.
 * @throws InvalidRequest
 */
export function checkChange(sent: SentMetadata, clientId: string): void {
  const wrong = NEVER_IN_A_CHANGE.find((name) => sent[name] !== undefined && sent[name] !== null);
  if (wrong !== undefined) throw new InvalidRequest(`leave out ${wrong}, which only the server sets`);
  if (sent.client_id !== clientId)
    throw new InvalidRequest('send the client_id of this client; it cannot be left out, nor changed');
}

/** RFC 7591 §3.2.2: the error that tells a registrant what is wrong with the metadata. */
export function registrationError({ violations }: Violations): OAuthError {
  const description = violations.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join('; ');
  return violations.some(({ pointer }) => /^\/redirect_uris(\/|$)/.test(pointer))
    ? new InvalidRedirectUri(description)
    : new InvalidClientMetadata(description);
}
