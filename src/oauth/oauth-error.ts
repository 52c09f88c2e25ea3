import type { AuthenticationRequirement } from './authentication-requirement.js';

/**
 * The errors of OAuth 2.0 and OpenID Connect, one class per registered code.
 *
 * `description` is public: it says what the caller has to change. `cause` is for the log only.
 * Codes: https://www.iana.org/assignments/oauth-parameters/oauth-parameters.xhtml#extensions-error
 */
export abstract class OAuthError extends Error {
  abstract readonly code: string;
  /** HTTP status if the error is answered directly, not by a redirect. */
  readonly status: number = 400;

  constructor(
    readonly description: string,
    options?: ErrorOptions,
  ) {
    super(description, options);
    this.name = new.target.name;
  }

  /** RFC 6749 §5.2: the JSON body of an error answer. */
  toJSON(): { error: string; error_description: string } {
    return { error: this.code, error_description: printable(this.description) };
  }
}

/** RFC 6749 §5.2: `error_description` holds printable ASCII only, without `"` and `\`. */
function printable(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, '?');
}

// RFC 6749 §4.1.2.1 and §5.2

export class InvalidRequest extends OAuthError {
  readonly code = 'invalid_request';
}
export class InvalidClient extends OAuthError {
  readonly code = 'invalid_client';
  override readonly status = 401;
}
export class InvalidGrant extends OAuthError {
  readonly code = 'invalid_grant';
}
export class UnauthorizedClient extends OAuthError {
  readonly code = 'unauthorized_client';
}
export class UnsupportedGrantType extends OAuthError {
  readonly code = 'unsupported_grant_type';
}
export class UnsupportedResponseType extends OAuthError {
  readonly code = 'unsupported_response_type';
}
export class InvalidScope extends OAuthError {
  readonly code = 'invalid_scope';
}
export class AccessDenied extends OAuthError {
  readonly code = 'access_denied';
}

// RFC 8707 §2

export class InvalidTarget extends OAuthError {
  readonly code = 'invalid_target';
}

// RFC 6750 §3.1

export class InvalidToken extends OAuthError {
  readonly code = 'invalid_token';
  override readonly status = 401;
}
/** The token was sent to the resource in a wrong way. */
export class InvalidBearerRequest extends InvalidRequest {}
export class InsufficientScope extends OAuthError {
  readonly code = 'insufficient_scope';
  override readonly status = 403;

  constructor(
    description: string,
    /** The scope the resource asks for, named in `WWW-Authenticate`. */
    readonly requiredScope: string,
  ) {
    super(description);
  }
}

// RFC 9470 §3

/** The token is valid, but the person was authenticated too weakly or too long ago. */
export class InsufficientUserAuthentication extends OAuthError {
  readonly code = 'insufficient_user_authentication';
  override readonly status = 401;

  constructor(
    description: string,
    readonly required: AuthenticationRequirement,
  ) {
    super(description);
  }
}

// OpenID Connect Core §3.1.2.6

export class LoginRequired extends OAuthError {
  readonly code = 'login_required';
}
export class AccountSelectionRequired extends OAuthError {
  readonly code = 'account_selection_required';
}
export class ConsentRequired extends OAuthError {
  readonly code = 'consent_required';
}
/** OpenID Connect Core Error Code unmet_authentication_requirements 1.0. */
export class UnmetAuthenticationRequirements extends OAuthError {
  readonly code = 'unmet_authentication_requirements';
}
export class RequestNotSupported extends OAuthError {
  readonly code = 'request_not_supported';
}
export class RequestUriNotSupported extends OAuthError {
  readonly code = 'request_uri_not_supported';
}
export class InvalidRequestUri extends OAuthError {
  readonly code = 'invalid_request_uri';
}
export class InvalidRequestObject extends OAuthError {
  readonly code = 'invalid_request_object';
}
export class RegistrationNotSupported extends OAuthError {
  readonly code = 'registration_not_supported';
}

// RFC 7591 §3.2.2

export class InvalidRedirectUri extends OAuthError {
  readonly code = 'invalid_redirect_uri';
}
export class InvalidClientMetadata extends OAuthError {
  readonly code = 'invalid_client_metadata';
}
export class InvalidSoftwareStatement extends OAuthError {
  readonly code = 'invalid_software_statement';
}
export class UnapprovedSoftwareStatement extends OAuthError {
  readonly code = 'unapproved_software_statement';
}
/** Dynamic registration is closed; no code is registered for that. */
export class RegistrationClosed extends AccessDenied {
  override readonly status = 403;
}

// RFC 6749 §4.1.2.1: the same will be accepted later

export class TemporarilyUnavailable extends OAuthError {
  readonly code = 'temporarily_unavailable';
  override readonly status: number = 503;
}
/** RFC 6585 §4. */
export class TooManyRequests extends TemporarilyUnavailable {
  override readonly status = 429;

  constructor(
    description: string,
    /** Seconds to wait. */
    readonly retryAfter: number,
  ) {
    super(description);
  }
}
