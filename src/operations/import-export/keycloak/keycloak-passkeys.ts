import { type DeclaredFactor, factorName } from '../../../users/declared-factor.js';
import { type JsonObject, objectOf, present, textOf, textsOf } from '../json-value.js';

/** Types of credentials, and the member of a realm that says to which host they belong; empty: that of Keycloak. */
const POLICY_OF_TYPE: Readonly<Record<string, string>> = {
  webauthn: 'webAuthnPolicyRpId',
  'webauthn-passwordless': 'webAuthnPolicyPasswordlessRpId',
};

/** To which host the passkeys of a credential type belong; undefined: no one knows. */
export type RelyingPartyOf = (type: string) => string | undefined;

/** @param known what a person says of passkeys of which the realm says nothing */
export function relyingPartiesOf(realm: JsonObject, known: string | undefined): RelyingPartyOf {
  const { frontendUrl } = objectOf(realm.attributes);
  const address = textOf(frontendUrl) ?? '';
  const host = URL.canParse(address) ? new URL(address).hostname : known;
  return (type) => textOf(realm[POLICY_OF_TYPE[type] ?? '']) ?? host;
}

export function isPasskey({ type }: JsonObject): boolean {
  return Object.hasOwn(POLICY_OF_TYPE, String(type));
}

/**
 * The passkey of a Keycloak credential. It stores neither whether the key can be copied, nor whether the authenticator has
 * ever verified who uses it, so both begin as unknown here. The account's handle is its identifier in UTF-8.
 * @param data what `credentialData` says
 * @param rpId to which host it belongs
 * @returns undefined if it is not what Keycloak writes
 */
export function passkeyOf(
  { userLabel }: JsonObject,
  data: JsonObject,
  userId: string | undefined,
  rpId: string,
): DeclaredFactor | undefined {
  const { credentialId, credentialPublicKey, counter, transports, aaguid } = data;
  const [id, key] = [textOf(credentialId), textOf(credentialPublicKey)];
  if (id === undefined || key === undefined || userId === undefined || typeof counter !== 'number') return undefined;
  const passkey = {
    type: 'passkey',
    name: factorName(textOf(userLabel) ?? ''),
    rp_id: rpId,
    credential_id: base64Url(id),
    public_key: base64Url(key),
    user_handle: Buffer.from(userId).toString('base64url'),
    counter,
    transports: textsOf(transports),
    aaguid: textOf(aaguid)?.toLowerCase(),
  };
  return present(passkey) as unknown as DeclaredFactor;
}

/** Keycloak writes credential identifiers in base64 with padding, keys in base64url without. */
function base64Url(text: string): string {
  return Buffer.from(text, 'base64').toString('base64url');
}
