import { isLoopback, isWebAddress, redirectUriProblem } from '../../oauth/redirect-uri.js';
import { pointer, type Violation } from '../../platform/validation/violations.js';
import type { ClientMetadata } from '../client.js';
import { oneOf, type Rule, violation } from './rule.js';

const APPLICATION_TYPES = ['web', 'native'];

/**
 * OIDC Registration §2: where a web application and where an app on a device may be returned to. What is said there of the
 * implicit flow alone, that a web application is not on a loopback address, holds here of public clients of strangers.
 */
export const validateRedirectUris: Rule = (metadata, { registeredBy, redirectUriSchemes }) => {
  // On an inner network there may be no https. A code alone is worth nothing without the secret of a confidential client.
  const plainHttp = registeredBy === 'administrator' && metadata.token_endpoint_auth_method !== 'none';
  const problem = (uri: string) =>
    redirectUriProblem(uri, { schemes: redirectUriSchemes, plainHttp }) ??
    (registeredBy === 'administrator' ? undefined : applicationTypeProblem(uri, metadata));
  return [
    ...oneOf('application_type', metadata.application_type, APPLICATION_TYPES),
    ...(['redirect_uris', 'post_logout_redirect_uris'] as const).flatMap((name) =>
      uriMistakes(name, metadata, problem),
    ),
  ];
};

function uriMistakes(
  name: 'redirect_uris' | 'post_logout_redirect_uris',
  metadata: ClientMetadata,
  problemOf: (uri: string) => string | undefined,
): readonly Violation[] {
  return metadata[name].flatMap((uri, index) => {
    const problem = problemOf(uri);
    return problem ? violation(pointer(name, index), problem) : [];
  });
}

function applicationTypeProblem(
  uri: string,
  { application_type, token_endpoint_auth_method }: ClientMetadata,
): string | undefined {
  const url = new URL(uri);
  if (application_type === 'native') {
    // RFC 8252 §7.2: an app may claim https addresses, which never are those of the device itself.
    return url.protocol === 'https:' && isLoopback(url)
      ? 'must use plain http on a loopback address, because no certificate is valid there'
      : undefined;
  }
  if (!isWebAddress(uri)) return 'must use https; private-use schemes are for application_type native';
  return isLoopback(url) && token_endpoint_auth_method === 'none'
    ? 'must not be on a loopback address, unless application_type is native or the client authenticates'
    : undefined;
}

/**
 * The application type if none is named: OIDC Registration §2 says web; but who knows OAuth only and has nothing but addresses
 * on a device (RFC 8252 §7.1 and §7.3) is a native app.
 */
export function applicationTypeOf(redirectUris: readonly string[]): string {
  const onDevice = (uri: string) => URL.canParse(uri) && isOnDevice(new URL(uri));
  return redirectUris.length > 0 && redirectUris.every(onDevice) ? 'native' : 'web';
}

function isOnDevice(url: URL): boolean {
  return url.protocol === 'http:' ? isLoopback(url) : url.protocol !== 'https:';
}
