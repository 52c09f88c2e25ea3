import type { Client } from '../clients/client.js';
import { acrOf, isLevel, LEVELS, type Level, ONE_FACTOR, satisfies, stronger } from '../oauth/authentication-levels.js';
import { readClaimsRequest, textsOf } from '../oauth/claims-request.js';
import type { Parameters } from '../oauth/parameters.js';

/** How strongly a request, and the client by its registration, want people to be authenticated. */
export interface AuthenticationDemand {
  /** OIDC Core §5.5.1.1: one of these must be reached; undefined if any will do. */
  readonly essential: readonly string[] | undefined;
  /** The weakest that will do for the client. */
  readonly minimum: Level;
  /** What is wished for, the most wanted first (OIDC Core §3.1.2.1 `acr_values`). */
  readonly wished: readonly Level[];
}

/** What no one demands anything of. */
export const NO_DEMAND: AuthenticationDemand = { essential: undefined, minimum: ONE_FACTOR, wished: [] };

/**
 * OIDC Core §3.1.2.1 `acr_values`, §5.5.1.1 `acr`, and OIDC Registration §2 `default_acr_values`, which counts if the request
 * says nothing.
 * @throws InvalidRequest if the parameter `claims` is malformed
 */
export function demandOf(parameters: Parameters, { metadata }: Pick<Client, 'metadata'>): AuthenticationDemand {
  const { default_acr_values: usual, minimum_acr: minimum = ONE_FACTOR } = metadata;
  const asked = readClaimsRequest(parameters.get('claims')).idToken.get('acr');
  const values = textsOf('acr', asked);
  const named = parameters.get('acr_values')?.split(' ') ?? [];
  const isEssential = asked?.essential === true && values !== undefined;
  const wished = [...(isEssential ? [] : (values ?? [])), ...named];
  const saysNothing = values === undefined && !parameters.has('acr_values');
  return {
    essential: isEssential ? values : undefined,
    minimum,
    wished: (saysNothing ? (usual ?? []) : wished).filter(isLevel),
  };
}

/**
 * The weakest level that is good enough, the client's minimum included.
 * @returns undefined if an essential `acr` can be reached by no one
 */
export function neededLevel({ essential, minimum }: AuthenticationDemand): Level | undefined {
  const enough = essential === undefined ? ONE_FACTOR : LEVELS.find((level) => essential.includes(level));
  return enough && stronger(enough, minimum);
}

/** OIDC Core §5.5.1.1: the `acr` that tokens tell: the one that was reached, or of the essential ones the strongest that it satisfies. */
export function reportedAcr(reached: string, { essential }: Pick<AuthenticationDemand, 'essential'>): string {
  if (essential === undefined || essential.includes(reached)) return reached;
  return LEVELS.findLast((level) => essential.includes(level) && satisfies(reached, level)) ?? reached;
}

/** Whether these methods are enough for the client. */
export function reachesMinimum(amr: readonly string[], { metadata }: Pick<Client, 'metadata'>): boolean {
  return satisfies(acrOf(amr), metadata.minimum_acr ?? ONE_FACTOR);
}
