import { ATTRIBUTE, type Place } from '../../../resources/claims/claim-mapping.js';
import { scopeOfClaim } from '../../../resources/claims/claims-of-scopes.js';
import { type JsonObject, listOf, objectOf, present, textOf, textsOf } from '../json-value.js';
import { CLAIM_OF_ATTRIBUTE, WITHOUT_MEANING } from './keycloak-names.js';

/** What a claim is made of, by the members of a claim mapping; or why it cannot be made. */
type Source = JsonObject | string;

/** Properties of a user there, and what they are called here. */
const PROPERTIES: Readonly<Record<string, string>> = {
  username: 'username',
  email: 'email',
  firstName: 'given_name',
  lastName: 'family_name',
  emailVerified: 'email_verified',
};

/** Where a claim is told, by the names of Keycloak's switches. */
const SWITCHES: readonly (readonly [name: string, place: Place])[] = [
  ['id.token.claim', 'id_token'],
  ['userinfo.token.claim', 'userinfo'],
  ['access.token.claim', 'access_token'],
  ['introspection.token.claim', 'introspection'],
];

/** What each kind of mapper makes claims of. */
const SOURCES: Readonly<Record<string, (config: JsonObject, realm: JsonObject) => Source>> = {
  'oidc-usermodel-attribute-mapper': attribute,
  'oidc-usermodel-property-mapper': (config) => property(textOf(config['user.attribute']) ?? ''),
  'oidc-full-name-mapper': () => ({ from: 'name' }),
  'oidc-address-mapper': () => ({ from: 'address' }),
  'oidc-group-membership-mapper': groups,
  'oidc-usermodel-realm-role-mapper': realmRoles,
  'oidc-usermodel-client-role-mapper': clientRoles,
  'oidc-hardcoded-claim-mapper': hardcoded,
};

/** Claims that mappers without a name for it make. */
const USUAL_CLAIMS: Readonly<Record<string, string>> = {
  'oidc-full-name-mapper': 'name',
  'oidc-address-mapper': 'address',
};

/** Mappers of what every ID token has here anyway. */
const ALWAYS_TOLD = ['oidc-acr-mapper', 'oidc-amr-mapper', 'oidc-sub-mapper'];

/**
 * The claim mappings of a client that its protocol mappers are, and those of its default client scopes; undefined if there
 * are none. What Keycloak's own client scopes map by default is told by the scopes of the same name here.
 * @param note hears of mappers that have no counterpart here
 */
export function claimMappingsOf(
  client: JsonObject,
  realm: JsonObject,
  note: (what: string, why: string) => void,
): readonly JsonObject[] | undefined {
  for (const { name, protocolMapper } of mappersOfScopes(client.optionalClientScopes, realm))
    if (Object.hasOwn(SOURCES, String(protocolMapper)))
      note(`mapper ${name} of an optional client scope`, 'claims of a client are told always here: map it by hand');
  const mappers = [
    ...listOf(client.protocolMappers).map(objectOf),
    ...mappersOfScopes(client.defaultClientScopes, realm),
  ].filter(({ protocolMapper }) => !ALWAYS_TOLD.includes(String(protocolMapper)));
  const mappings = mappers.flatMap((mapper) => {
    const mapping = mappingOf(mapper, realm);
    if (typeof mapping === 'string') note(`mapper ${mapper.name}`, mapping);
    return typeof mapping === 'string' ? [] : mapping;
  });
  return mappings.length > 0 ? mappings : undefined;
}

/**
 * The claims of scopes that Keycloak's own client scopes tell in ID tokens too, each once; undefined if there are none.
 * An application that came to rely on them may never ask the userinfo endpoint.
 */
export function idTokenClaimsOf(client: JsonObject, realm: JsonObject): readonly string[] | undefined {
  const names = [...textsOf(client.defaultClientScopes), ...textsOf(client.optionalClientScopes)];
  const claims = mappersIn(names, realm)
    .filter(([scope, mapper]) => isToldByScope(mapper, scope) && objectOf(mapper.config)['id.token.claim'] === 'true')
    .flatMap(([, mapper]) => claimOf(mapper) ?? []);
  return claims.length > 0 ? [...new Set(claims)] : undefined;
}

/** Those of client scopes that are not told here by a scope of the same name. */
function mappersOfScopes(names: unknown, realm: JsonObject): readonly JsonObject[] {
  const wanted = textsOf(names).filter((name) => !WITHOUT_MEANING.includes(name));
  return mappersIn(wanted, realm)
    .filter(([scope, mapper]) => !isToldByScope(mapper, scope))
    .map(([, mapper]) => mapper);
}

function mappersIn(names: readonly string[], realm: JsonObject): readonly (readonly [scope: string, JsonObject])[] {
  const scopes = listOf(realm.clientScopes).map(objectOf);
  return scopes.flatMap(({ name, protocolMappers }) =>
    names.includes(String(name)) ? listOf(protocolMappers).map((each) => [String(name), objectOf(each)] as const) : [],
  );
}

function isToldByScope(mapper: JsonObject, scope: string): boolean {
  return scopeOfClaim(claimOf(mapper) ?? '') === scope;
}

function claimOf({ protocolMapper, config }: JsonObject): string | undefined {
  // A dot makes a claim within a claim, a dot after a backslash is one.
  return textOf(objectOf(config)['claim.name'])?.replaceAll('\\.', '.') ?? USUAL_CLAIMS[String(protocolMapper)];
}

/** An empty list: it tells the claim nowhere. */
function mappingOf(mapper: JsonObject, realm: JsonObject): readonly JsonObject[] | string {
  const { protocolMapper } = mapper;
  const config = objectOf(mapper.config);
  const claim = claimOf(mapper);
  const sourceOf = SOURCES[String(protocolMapper)];
  if (sourceOf === undefined || claim === undefined) return `mappers of the kind ${protocolMapper} have no counterpart`;
  if (/(?<!\\)\./.test(textOf(config['claim.name']) ?? '')) return `claims within claims are not made: ${claim}`;
  const source = sourceOf(config, realm);
  if (typeof source === 'string') return source;
  const places = SWITCHES.flatMap(([name, place]) => (config[name] === 'true' ? [place] : []));
  return places.length > 0 ? [{ claim, ...source, in: places }] : [];
}

function attribute(config: JsonObject): Source {
  const name = textOf(config['user.attribute']) ?? '';
  const problem = typeProblem(config);
  if (problem !== undefined) return problem;
  const from = Object.hasOwn(CLAIM_OF_ATTRIBUTE, name) ? CLAIM_OF_ATTRIBUTE[name] : ATTRIBUTE + name;
  return { from, as: config.multivalued === 'true' ? 'list' : 'text' };
}

function property(name: string): Source {
  return Object.hasOwn(PROPERTIES, name) ? { from: PROPERTIES[name] } : `no claim is made of the property ${name}`;
}

function typeProblem(config: JsonObject): string | undefined {
  const type = textOf(config['jsonType.label']) ?? 'String';
  return type === 'String' ? undefined : `attributes that were imported are text, not ${type}`;
}

function groups(config: JsonObject): Source {
  return config['full.path'] === 'false'
    ? 'groups are told by their paths, such as /staff/dev: say by values of a claim mapping what each is called'
    : { from: 'groups', as: 'list' };
}

function realmRoles(config: JsonObject): Source {
  return textOf(config['usermodel.realmRoleMapping.rolePrefix']) === undefined
    ? { from: 'roles', as: listOrText(config) }
    : 'roles have no prefix: say by values of a claim mapping what each is called';
}

/** Roles of the client, which have its name before theirs here. */
function clientRoles(config: JsonObject, realm: JsonObject): Source {
  const client = textOf(config['usermodel.clientRoleMapping.clientId']);
  if (client === undefined) return 'roles are told of one client: name it';
  const prefix = textOf(config['usermodel.clientRoleMapping.rolePrefix']) ?? '';
  const roles = listOf(objectOf(objectOf(realm.roles).client)[client]).map((role) => textOf(objectOf(role).name) ?? '');
  if (roles.length === 0) return `the export has no roles of the client ${client}`;
  return {
    from: 'roles',
    as: listOrText(config),
    values: Object.fromEntries(roles.map((role) => [`${client}:${role}`, prefix + role])),
  };
}

function listOrText({ multivalued }: JsonObject): 'list' | 'text' {
  return multivalued === 'false' ? 'text' : 'list';
}

function hardcoded(config: JsonObject): Source {
  const text = textOf(config['claim.value']);
  if (text === undefined) return 'it has no value';
  if ((textOf(config['jsonType.label']) ?? 'String') === 'String') return { value: text };
  try {
    return present({ value: JSON.parse(text) });
  } catch {
    return `its value is no JSON: ${text}`;
  }
}
