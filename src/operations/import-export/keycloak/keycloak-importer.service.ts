import { Injectable } from '@nestjs/common';
import { ClientsService } from '../../../clients/clients.service.js';
import { KeysService } from '../../../keys/keys.service.js';
import { Clock, formatInstant, type Instant } from '../../../platform/clock.js';
import { digest, generateSecret } from '../../../platform/crypto/secrets.js';
import { Database } from '../../../platform/database/database.js';
import { type Violation, Violations } from '../../../platform/validation/violations.js';
import { ResourcesService } from '../../../resources/resources.service.js';
import { DeclaredFactors } from '../../../users/declared-factors.service.js';
import { type JsonObject, listOf, objectOf, textOf } from '../json-value.js';
import { type Note, Unmapped } from '../unmapped.js';
import type { UserRecord } from '../user-file.js';
import { type ImportOptions, type ImportTotals, type Observer, UserImporter } from '../user-importer.service.js';
import { keycloakClient } from './keycloak-client.js';
import type { RealmFactors } from './keycloak-credentials.js';
import { relyingPartiesOf } from './keycloak-passkeys.js';
import { keycloakUser } from './keycloak-user.js';

/** Characters of the shortest client secret that is taken, and of the shortest that is taken without a word. */
const SHORTEST_SECRET = 8;
const LONG_ENOUGH = 32;

export interface RealmImportOptions extends ImportOptions {
  /** The host at which people made their passkeys, if the realm does not name it. */
  readonly rpId?: string;
}

export interface RealmOutcome {
  readonly users: ImportTotals;
  readonly clients: {
    readonly created: readonly string[];
    /** Those that were here already and stay as they are. */
    readonly unchanged: readonly string[];
  };
  readonly unmapped: readonly Note[];
}

/** Ends a transaction of which nothing is to stay. */
class DryRun extends Error {}

/** Imports what Keycloak exports of a realm. */
@Injectable()
export class KeycloakImporter {
  constructor(
    private readonly users: UserImporter,
    private readonly factors: DeclaredFactors,
    private readonly clients: ClientsService,
    private readonly resources: ResourcesService,
    private readonly database: Database,
    private readonly keys: KeysService,
    private readonly clock: Clock,
  ) {}

  /** @param realm the file of a realm, or one of its users */
  async import(realm: JsonObject, { rpId, ...options }: RealmImportOptions, observer: Observer): Promise<RealmOutcome> {
    const unmapped = new Unmapped();
    noteRealm(realm, unmapped);
    const clients = await this.importClients(realm, options, unmapped);
    const factors = { kinds: this.factors, relyingPartyOf: relyingPartiesOf(realm, rpId) };
    const users = await this.users.import(usersOf(realm, factors, unmapped), options, unmapped, observer);
    return { users, clients, unmapped: unmapped.list() };
  }

  private async importClients(
    realm: JsonObject,
    { dryRun, administrators }: ImportOptions,
    unmapped: Unmapped,
  ): Promise<RealmOutcome['clients']> {
    const catalogue = await this.resources.catalogue();
    const scopeProblem = (name: string) => {
      if (!catalogue.knows(name))
        return 'no resource has it here: declare it under resources of a bootstrap file first';
      const isWithheld = !administrators && this.resources.adminScopes.names.has(name);
      return isWithheld ? 'gives power over this server; give it with --administrators' : undefined;
    };
    const created: string[] = [];
    const unchanged: string[] = [];
    for (const exported of listOf(realm.clients).map(objectOf)) {
      const client = keycloakClient(exported, realm, scopeProblem, unmapped);
      const clientId = textOf(client?.client_id);
      if (client === undefined || clientId === undefined) continue;
      if (await this.clients.find(clientId)) unchanged.push(clientId);
      else if (await this.create(withSecret(client, exported, this.clock.now(), unmapped), dryRun, unmapped))
        created.push(clientId);
    }
    if (created.length > 0 && !dryRun) await this.keys.provideUsed();
    return { created, unchanged };
  }

  /** @returns whether it was, or would be, created; what is wrong with it is noted otherwise */
  private async create(client: JsonObject, dryRun: boolean, unmapped: Unmapped): Promise<boolean> {
    try {
      await this.database.transaction(async (transaction) => {
        await this.clients.applyBootstrap([client], transaction);
        if (dryRun) throw new DryRun();
      });
    } catch (error) {
      if (error instanceof DryRun) return true;
      if (!(error instanceof Violations)) throw error;
      const without = withoutWrongMappings(client, error.violations, unmapped);
      if (without) return this.create(without, dryRun, unmapped);
      const reasons = error.violations.map(({ pointer, detail }) => `${pointer.replace(/^\/0\//, '')} ${detail}`);
      unmapped.note(`client ${client.client_id}`, reasons.join('; '));
      return false;
    }
    return true;
  }
}

/**
 * The client without those claim mappings that are refused here, each of which is noted.
 * @returns undefined if something else is wrong with the client
 */
function withoutWrongMappings(
  client: JsonObject,
  violations: readonly Violation[],
  unmapped: Unmapped,
): JsonObject | undefined {
  const wrong = violations.map(({ pointer, detail }) => {
    const [, index, member] = /^\/0\/claim_mappings\/(\d+)\/?(.*)$/.exec(pointer) ?? [];
    return { index, why: `${member} ${detail}` };
  });
  if (wrong.some(({ index }) => index === undefined)) return undefined;
  const mappings = listOf(client.claim_mappings);
  for (const { index, why } of wrong)
    unmapped.note(`claim ${objectOf(mappings[Number(index)]).claim} of client ${client.client_id}`, why);
  const right = mappings.filter((_mapping, index) => wrong.every((each) => each.index !== String(index)));
  return { ...client, claim_mappings: right };
}

/**
 * With the secret that the client has there; with one that no one knows if it is not in the export, or if it could be guessed.
 * A shorter secret than clients get here is taken, so that the application goes on working, but not as the key of a signature
 * (RFC 7518 §3.2).
 */
function withSecret(client: JsonObject, exported: JsonObject, now: Instant, unmapped: Unmapped): JsonObject {
  const method = textOf(client.token_endpoint_auth_method);
  if (method?.startsWith('client_secret_') !== true) return client;
  const secret = textOf(exported.secret) ?? '';
  if (secret.length >= LONG_ENOUGH) return { ...client, client_secret: secret };
  const note = (why: string) =>
    unmapped.note(
      `secret of client ${client.client_id}`,
      `${why}: gatehouse clients rotate-secret ${shellWord(String(client.client_id))}`,
    );
  // Keycloak masks secrets with asterisks.
  if (secret.length >= SHORTEST_SECRET && !/^\*+$/.test(secret) && method !== 'client_secret_jwt') {
    note(`has fewer than ${LONG_ENOUGH} characters and works as it is; replace it soon by a longer one`);
    return { ...client, client_secrets: [{ created_at: formatInstant(now), digest: digest(secret) }] };
  }
  note('is not in the export, or too short; make one');
  return { ...client, client_secret: generateSecret() };
}

/** The text as one word of a command that a person copies. */
function shellWord(text: string): string {
  return /^[\w.~:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

async function* usersOf(realm: JsonObject, factors: RealmFactors, unmapped: Unmapped): AsyncGenerator<UserRecord> {
  for (const [index, exported] of listOf(realm.users).entries()) {
    const user = await keycloakUser(objectOf(exported), factors, unmapped);
    if (user !== undefined) yield { line: index + 1, user };
  }
}

function noteRealm(realm: JsonObject, unmapped: Unmapped): void {
  for (const { alias } of listOf(realm.identityProviders).map(objectOf))
    unmapped.note(`identity provider ${alias}`, 'people sign in by password here');
  for (const group of groupsBelow(listOf(realm.groups)))
    if (listOf(group.realmRoles).length > 0 || Object.keys(objectOf(group.clientRoles)).length > 0)
      unmapped.note(`roles of group ${group.path ?? group.name}`, 'groups give no roles here; give them to the people');
  const { realm: ofRealm, client: ofClients } = objectOf(realm.roles);
  const roles = [ofRealm, ...Object.values(objectOf(ofClients))].flatMap(listOf).map(objectOf);
  for (const { name, composite } of roles)
    if (composite === true && !String(name).startsWith('default-roles-') && !isAdministrative(String(name)))
      unmapped.note(`composite role ${name}`, 'a role is only itself here; give the roles in it to the people');
}

function groupsBelow(groups: readonly unknown[]): readonly JsonObject[] {
  return groups.map(objectOf).flatMap((group) => [group, ...groupsBelow(listOf(group.subGroups))]);
}

/** Composite roles of Keycloak's own administration. */
function isAdministrative(name: string): boolean {
  return ['admin', 'realm-admin', 'manage-account', 'manage-consent', 'view-clients', 'view-users'].includes(name);
}
