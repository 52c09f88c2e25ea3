/**
 * Names that RFC 7591 §2.2 allows in several languages, such as `client_name#de`.
 */
export const LOCALIZABLE = ['client_name', 'client_uri', 'logo_uri', 'policy_uri', 'tos_uri'] as const;

/** Members of registration answers (RFC 7591 §3.2.1, RFC 7592 §3) that no one may send. */
export const SET_BY_SERVER: ReadonlySet<string> = new Set([
  'client_id_issued_at',
  'client_secret_expires_at',
  'registration_access_token',
  'registration_client_uri',
  'registered_by',
  'secrets',
  'updated_at',
  'warnings',
]);

/** Client metadata that asks for what this server does not do, and what to do instead; refused, because the client would wait in vain. */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ['software_statement', 'is not accepted here: send the metadata themselves (RFC 7591 section 2)'],
  ['request_object_encryption_alg', 'is not supported: request objects are signed, not encrypted; leave it out'],
  ['request_object_encryption_enc', 'is not supported: request objects are signed, not encrypted; leave it out'],
]);

/**
 * Client metadata registered with IANA or by OpenID that this version has no use for: kept, with a warning.
 * https://www.iana.org/assignments/oauth-parameters/oauth-parameters.xhtml#client-metadata
 */
export const UNUSED: ReadonlySet<string> = new Set([
  // User-Managed Access, OpenID Connect for native and verified claims
  'claims_redirect_uris',
  'nfv_token_signed_response_alg',
  'nfv_token_encrypted_response_alg',
  'nfv_token_encrypted_response_enc',
  // RFC 8705 mutual TLS
  'tls_client_certificate_bound_access_tokens',
  'tls_client_auth_subject_dn',
  'tls_client_auth_san_dns',
  'tls_client_auth_san_uri',
  'tls_client_auth_san_ip',
  'tls_client_auth_san_email',
  'use_mtls_endpoint_aliases',
  // RFC 9126, RFC 9396, RFC 9449, RFC 9701
  'require_pushed_authorization_requests',
  'authorization_details_types',
  'dpop_bound_access_tokens',
  'introspection_signed_response_alg',
  'introspection_encrypted_response_alg',
  'introspection_encrypted_response_enc',
  // JWT Secured Authorization Response Mode (JARM) and response modes of OpenID Federation
  'authorization_signed_response_alg',
  'authorization_encrypted_response_alg',
  'authorization_encrypted_response_enc',
  'response_modes',
  // OpenID Connect Client-Initiated Backchannel Authentication
  'backchannel_token_delivery_mode',
  'backchannel_client_notification_endpoint',
  'backchannel_authentication_request_signing_alg',
  'backchannel_user_code_parameter',
  // OpenID Federation 1.0
  'client_registration_types',
  'organization_name',
  'organization_uri',
  'display_name',
  'description',
  'keywords',
  'information_uri',
  'signed_jwks_uri',
  // OpenID Connect Relying Party Metadata Choices 1.0: all that a client supports, where others name what it wants
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
  'id_token_encryption_alg_values_supported',
  'id_token_encryption_enc_values_supported',
  'userinfo_signing_alg_values_supported',
  'userinfo_encryption_alg_values_supported',
  'userinfo_encryption_enc_values_supported',
  'request_object_signing_alg_values_supported',
  'request_object_encryption_alg_values_supported',
  'request_object_encryption_enc_values_supported',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  // OpenID for Verifiable Presentations
  'vp_formats',
  'vp_formats_supported',
  'encrypted_response_enc_values_supported',
]);
