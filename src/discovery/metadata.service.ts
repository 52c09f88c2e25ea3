import { Inject, Injectable } from '@nestjs/common';
import { CHECK_SESSION } from '../authentication/sessions/check-session.controller.js';
import { ACR_VALUES } from '../authentication/sessions/session.js';
import { RESPONSE_TYPES } from '../authorization/checks/response-type.check.js';
import { RESPONSE_MODES, type ResponseMode } from '../authorization/response-modes/response-mode.js';
import { DISPLAYS, PROMPTS } from '../authorization-requests/authorization-request.js';
import {
  AUTHENTICATION_METHODS,
  type AuthenticationMethod,
} from '../clients/authentication-methods/authentication-method.js';
import { SUBJECT_TYPES } from '../clients/sector.js';
import { REQUEST_OBJECT_ALGORITHMS } from '../keys/client-jwt.js';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../keys/encryption.js';
import { KeysService } from '../keys/keys.service.js';
import { CODE_CHALLENGE_METHODS } from '../oauth/pkce.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Peers } from '../platform/peers.js';
import type { Catalogue } from '../resources/catalogue.js';
import { ResourcesService } from '../resources/resources.service.js';
import { GRANTS, type Grant } from '../tokens/grants/grant.js';
import { CLAIMS_OF_SCOPE } from '../users/user-claims.js';
import { Serialized } from './serialized.js';

/** The server's metadata, derived from what is registered, so that it advertises just that. */
@Injectable()
export class MetadataService {
  private readonly serialized = new Serialized<Catalogue>((catalogue) => this.metadata(catalogue));

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(GRANTS.token) private readonly grants: Peers<Grant>,
    @Inject(RESPONSE_MODES.token) private readonly responseModes: Peers<ResponseMode>,
    @Inject(AUTHENTICATION_METHODS.token) private readonly authenticationMethods: Peers<AuthenticationMethod>,
    private readonly keys: KeysService,
    private readonly resources: ResourcesService,
  ) {}

  /** The document as JSON text; made anew only where the resources have changed. */
  async text(): Promise<string> {
    return this.serialized.of(await this.resources.catalogue());
  }

  /** The same without waiting; undefined where the resources have to be read first. */
  textAtHand(): string | undefined {
    const catalogue = this.resources.catalogueAtHand();
    return catalogue && this.serialized.of(catalogue);
  }

  /** RFC 8414 §2 and OIDC Discovery §3: one document serves both. */
  private metadata(catalogue: Catalogue): object {
    const { issuer } = this.config;
    const methods = this.authenticationMethods.list.map((method) => method.name);
    const signingAlgorithms = this.authenticationMethods.list.flatMap((method) => method.signingAlgorithms ?? []);
    const confidential = methods.filter((method) => method !== 'none');
    return {
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userinfo`,
      jwks_uri: `${issuer}/oauth2/jwks`,
      introspection_endpoint: `${issuer}/oauth2/introspect`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      end_session_endpoint: `${issuer}/oauth2/logout`,
      ...(this.config.registration.access === 'closed' ? {} : { registration_endpoint: `${issuer}/oauth2/register` }),
      check_session_iframe: issuer + CHECK_SESSION,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
      scopes_supported: catalogue.list().flatMap((resource) => resource.scopes.map((scope) => scope.name)),
      response_types_supported: RESPONSE_TYPES,
      response_modes_supported: this.responseModes.list.map((mode) => mode.name),
      grant_types_supported: this.grants.list.map((grant) => grant.grantType),
      subject_types_supported: SUBJECT_TYPES,
      acr_values_supported: ACR_VALUES,
      id_token_signing_alg_values_supported: this.keys.algorithms,
      id_token_encryption_alg_values_supported: KEY_ENCRYPTION_ALGORITHMS,
      id_token_encryption_enc_values_supported: CONTENT_ENCRYPTION_ALGORITHMS,
      userinfo_signing_alg_values_supported: this.keys.algorithms,
      userinfo_encryption_alg_values_supported: KEY_ENCRYPTION_ALGORITHMS,
      userinfo_encryption_enc_values_supported: CONTENT_ENCRYPTION_ALGORITHMS,
      token_endpoint_auth_methods_supported: methods,
      token_endpoint_auth_signing_alg_values_supported: signingAlgorithms,
      introspection_endpoint_auth_methods_supported: confidential,
      introspection_endpoint_auth_signing_alg_values_supported: signingAlgorithms,
      revocation_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_signing_alg_values_supported: signingAlgorithms,
      code_challenge_methods_supported: CODE_CHALLENGE_METHODS,
      prompt_values_supported: PROMPTS,
      display_values_supported: DISPLAYS,
      claim_types_supported: ['normal'],
      claims_supported: [
        'iss',
        'sub',
        'aud',
        'exp',
        'iat',
        'auth_time',
        'nonce',
        'acr',
        'amr',
        'sid',
        'at_hash',
        ...Object.values(CLAIMS_OF_SCOPE).flat(),
      ],
      claims_parameter_supported: true,
      ui_locales_supported: ['en'],
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      // Not `none`: named here, it would be for every client that registered no algorithm (OIDC Registration §2).
      request_object_signing_alg_values_supported: REQUEST_OBJECT_ALGORITHMS.filter((alg) => alg !== 'none'),
      authorization_response_iss_parameter_supported: true,
      ...(this.config.docsEnabled ? { service_documentation: `${issuer}/docs` } : {}),
    };
  }
}
