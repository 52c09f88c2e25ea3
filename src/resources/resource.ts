import type { AdminScope } from '../admin/admin-scope.js';
import { IDENTITY_SCOPES, type Scope } from '../oauth/scope.js';
import { LONGEST_TOKEN_LIFETIME } from '../oauth/token-lifetime.js';
import { textProblem } from '../platform/validation/text.js';
import { pointer, type Violation, violationsAt, within } from '../platform/validation/violations.js';
import type { AccessTokenFormat, WantedFormat } from './access-token-format.js';
import { API_PLACES, type ClaimMapping, PLACES, type Place } from './claims/claim-mapping.js';
import { type ClaimSources, claimMappingMistakes } from './claims/claim-mapping-rules.js';
import type { Role } from './role.js';
import { type TextsInLanguages, textsMistakes } from './texts-in-languages.js';

/** A protected resource (RFC 8707) and the scopes that belong to it. */
export interface Resource extends WantedFormat {
  /** An absolute URI without a fragment; the `aud` of tokens for it. */
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly ResourceScope[];
  /** Seconds; null: the server's default. */
  readonly accessTokenLifetime: number | null;
  /** How claims of tokens for it are made; left out: none are. */
  readonly claimMappings?: readonly ClaimMapping[];
  /** Its name in other languages, as `name#de`; left out: in none. */
  readonly texts?: TextsInLanguages;
}

export interface ResourceScope {
  readonly name: string;
  /** What it allows, in words for the consent page. */
  readonly description: string;
  /** The role a user must hold to get it; of several, any one. */
  readonly role?: string | readonly string[];
  /** How claims are made for who gets it; left out: none are. */
  readonly claimMappings?: readonly ClaimMapping[];
  /** Its description in other languages, as `description#de`; left out: in none. */
  readonly texts?: TextsInLanguages;
}

/** A scope as the consent page explains it, in one language; identity scopes belong to no API, so their resource is null. */
export interface ScopeDescription extends Omit<ResourceScope, 'texts'> {
  readonly resource: { readonly identifier: string; readonly name: string } | null;
}

/** What a token is for. */
export interface Audience {
  /** The `aud` of the access token; never empty. */
  readonly audience: string[];
  /** The part of the granted scope that means something there (RFC 8707 §2.2). */
  readonly scope: Scope;
  /** Seconds that the access token lives. */
  readonly lifetime: number;
  readonly format: AccessTokenFormat;
}

const LONGEST_NAME = 255;
const LONGEST_DESCRIPTION = 512;

const IDENTITY: ReadonlySet<string> = new Set(Object.keys(IDENTITY_SCOPES));

export function isIdentityScope(name: string): boolean {
  return IDENTITY.has(name);
}

/** Of which roles a user must hold one to get the scope; undefined: every user may have it. */
export function rolesFor({ role }: ResourceScope): readonly string[] | undefined {
  return typeof role === 'string' ? [role] : role;
}

/**
 * The server itself: it owns the identity scopes (userinfo) and those of its admin API.
 * @param adminScopes the latter
 * @param roles who may get them
 */
export function issuerResource(
  issuer: string,
  name: string,
  adminScopes: readonly AdminScope[],
  roles: readonly Role[],
): Resource {
  const identity = Object.entries(IDENTITY_SCOPES).map(([scope, description]) => ({ name: scope, description }));
  const admin = adminScopes.map((scope) => ({
    name: scope.name,
    description: scope.description,
    role: roles.filter(({ scopes }) => scopes.includes(scope.name)).map((role) => role.name),
  }));
  return { identifier: issuer, name, scopes: [...identity, ...admin], accessTokenLifetime: null };
}

/** RFC 8707 §2: what is wrong with a resource identifier, or undefined if nothing is. */
export function identifierProblem(identifier: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(identifier) || !URL.canParse(identifier))
    return 'must be an absolute URI';
  if (identifier.includes('#')) return 'must not have a fragment (RFC 8707 section 2)';
  return undefined;
}

/**
 * What is wrong with a resource that is about to be stored beside the present ones.
 * Pointers are those of the bootstrap file's `resources` items.
 */
export function resourceMistakes(
  resource: Resource,
  present: readonly Resource[],
  issuer: string,
  sources: ClaimSources,
): readonly Violation[] {
  const others = present.filter(({ identifier }) => identifier !== resource.identifier);
  const identifier =
    resource.identifier === issuer
      ? 'must not be the issuer, which is built in'
      : identifierProblem(resource.identifier);
  return [
    ...violationsAt('/identifier', identifier ?? textProblem(resource.identifier, 512)),
    ...violationsAt('/name', textProblem(resource.name, LONGEST_NAME)),
    ...textsMistakes(resource.texts, 'name', LONGEST_NAME),
    ...violationsAt('/access_token_lifetime', lifetimeProblem(resource.accessTokenLifetime)),
    ...mappingMistakes('/claim_mappings', resource.claimMappings, API_PLACES, sources),
    ...resource.scopes.flatMap((scope) => violationsAt(pointer('scopes', scope.name), scopeProblem(scope, others))),
    ...resource.scopes.flatMap(({ name, texts }) =>
      within(pointer('scopes', name), textsMistakes(texts, 'description', LONGEST_DESCRIPTION)),
    ),
    ...resource.scopes.flatMap(({ name, claimMappings }) =>
      mappingMistakes(pointer('scopes', name, 'claim_mappings'), claimMappings, PLACES, sources),
    ),
  ];
}

function mappingMistakes(
  at: string,
  mappings: readonly ClaimMapping[] | undefined,
  places: readonly Place[],
  sources: ClaimSources,
): readonly Violation[] {
  return within(at, claimMappingMistakes(mappings, { places, usual: API_PLACES, sources }));
}

function lifetimeProblem(seconds: number | null): string | undefined {
  const possible = seconds === null || (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TOKEN_LIFETIME);
  return possible ? undefined : `must be a whole number of seconds from 1 to ${LONGEST_TOKEN_LIFETIME}`;
}

function scopeProblem(scope: ResourceScope, others: readonly Resource[]): string | undefined {
  if (!/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/.test(scope.name))
    return 'must be 1 to 255 of the characters that RFC 6749 section 3.3 allows';
  const owner = others.find((other) => other.scopes.some(({ name }) => name === scope.name));
  if (owner) return `belongs to ${owner.identifier} already; a scope belongs to one resource`;
  const description = textProblem(scope.description, LONGEST_DESCRIPTION);
  if (description) return `has a description that ${description}`;
  const role = rolesFor(scope)
    ?.flatMap((each) => textProblem(each, 255) ?? [])
    .at(0);
  return role && `has a role that ${role}`;
}
