import { Injectable } from '@nestjs/common';
import { ACR_VALUES } from '../../authentication/sessions/session.js';
import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';
import { type ClaimRequest, readClaimsRequest } from '../../oauth/claims-request.js';
import { InvalidRequest, UnmetAuthenticationRequirements } from '../../oauth/oauth-error.js';
import { intersect } from '../../oauth/scope.js';
import { askedClaims } from '../../users/asked-claims.js';
import type { Check } from './check.js';

type Part = Pick<AuthorizationRequest, 'askedClaims' | 'claimedSubjects' | 'essentialAcrs'>;

/**
 * OIDC Core §5.5: claims that are asked for by name. `acr_values` and an `acr` that is not essential are wishes (§5.5.1.1),
 * and `auth_time` is in every ID token.
 */
@Injectable()
export class ClaimsCheck implements Check {
  check({ client, parameters }: AskedRequest): Part {
    const { userinfo, idToken } = readClaimsRequest(parameters.get('claims'));
    const [one, other] = [userinfo, idToken].map((requests) => textsOf('sub', requests.get('sub')));
    return {
      askedClaims: askedClaims(parameters, client),
      claimedSubjects: one && other ? intersect(one, other) : (one ?? other),
      essentialAcrs: essentialAcrs(idToken.get('acr')),
    };
  }
}

/** OIDC Core §5.5.1.1. @throws UnmetAuthenticationRequirements where no sign-in here reaches one of them */
function essentialAcrs(request: ClaimRequest | undefined): readonly string[] | undefined {
  const values = textsOf('acr', request);
  if (!request?.essential || values === undefined) return undefined;
  if (values.some((value) => ACR_VALUES.includes(value))) return values;
  throw new UnmetAuthenticationRequirements(`the essential acr must be one of ${ACR_VALUES.join(', ')}`);
}

function textsOf(name: string, request: ClaimRequest | undefined): readonly string[] | undefined {
  const { values } = request ?? {};
  if (values === undefined || values.every((value) => typeof value === 'string')) return values;
  throw new InvalidRequest(`the parameter claims is malformed: the values of ${name} must be text`);
}
