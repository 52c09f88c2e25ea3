import { readFileSync } from 'node:fs';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DECLARED_BEFORE } from '../clients/clients-bootstrap.js';
import type { DeclaredHost } from '../forward-auth/hosts/protected-hosts.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { publishedCredentials } from '../platform/config/production.js';
import { LOGGER, type Logger } from '../platform/telemetry/log.js';
import { pointer, throwViolations, type Violation, Violations, within } from '../platform/validation/violations.js';
import type { UserAttribute } from '../resources/user-attribute.js';
import type { DeclaredUser } from '../users/declared-user.js';
import { DeclaredUsers } from '../users/declared-users.service.js';
import { normalizeUsername } from '../users/username.js';
import { UsersService } from '../users/users.service.js';
import type { BootstrapDocument, DeclaredResource, DeclaredRole } from './bootstrap-document.js';
import { BootstrapViolations } from './bootstrap-violations.js';
import type { Entry } from './catalogue-application.service.js';
import { isAtOrBelow } from './collect.js';
import { Declarations, dueOf } from './declarations.service.js';
import { DocumentApplication } from './document-application.service.js';
import { jsonErrorPosition } from './json-position.js';
import { UserDifferences } from './user-differences.service.js';

/** How many of each the file names, and what it says in vain. */
export interface BootstrapReport {
  readonly resources: number;
  readonly roles: number;
  readonly clients: number;
  readonly users: number;
  readonly warnings: readonly Violation[];
}

/** How many differences between the file and what is stored are told one by one. */
const MOST_DIFFERENCES = 20;

/** Applies the bootstrap file: all of it or nothing, and the same file twice changes nothing. */
@Injectable()
export class BootstrapService implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly users: UsersService,
    private readonly declaredUsers: DeclaredUsers,
    private readonly declarations: Declarations,
    private readonly differences: UserDifferences,
    private readonly application: DocumentApplication,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { bootstrapFile } = this.config;
    if (bootstrapFile === undefined) return;
    const { warnings, ...counts } = await this.apply(bootstrapFile);
    for (const { pointer: at, detail } of warnings) this.logger.warn({ file: bootstrapFile, at }, detail);
    this.logger.info({ file: bootstrapFile, ...counts }, 'applied the bootstrap file');
  }

  /**
   * Creates or updates what the file names; deletes nothing. What administrators and users change too (secrets of clients; passwords,
   * roles, groups and `disabled` of users) is changed if the file says of it something else than a file said last.
   * @param reset whether that is changed to what the file says in any case
   * @throws BootstrapViolations with every violation; then nothing was changed
   */
  async apply(path: string, reset = false): Promise<BootstrapReport> {
    try {
      return await this.applyDocument(parse(path), reset);
    } catch (error) {
      throw error instanceof Violations ? new BootstrapViolations(path, error.violations) : error;
    }
  }

  private async applyDocument(document: BootstrapDocument, reset: boolean): Promise<BootstrapReport> {
    // Loaded here, because compiling the schema takes longer than a tenth of the start, and most starts have no file.
    const { violationsOfType } = await import('./bootstrap-schema.js');
    const shape = violationsOfType(document);
    throwViolations(shape.filter((violation) => violation.pointer === ''));
    const attributes = soundAttributes(document.user_attributes, shape);
    const resources = soundEntries<DeclaredResource>('resources', document.resources, shape);
    const roles = soundEntries<DeclaredRole>('roles', document.roles, shape);
    const hosts = soundEntries<DeclaredHost>('protected_hosts', document.protected_hosts, shape);
    const users = soundEntries<DeclaredUser>('users', document.users, shape);
    const isSound = !shape.some((violation) => isAtOrBelow(violation.pointer, '/terms'));
    const terms = isSound ? document.terms : undefined;
    const clients = Array.isArray(document.clients) ? document.clients : [];
    const violations = [
      ...shape,
      ...(this.config.production ? publishedCredentials(document, this.config.issuer) : []),
      ...twice(resources, 'identifier', ({ identifier }) => identifier),
      ...twice(roles, 'name', ({ name }) => name),
      ...twice(hosts, 'host', ({ host }) => host),
      ...twice(users, 'username', ({ username }) => normalizeUsername(username)),
      ...(await this.userMistakes(users, roles)),
    ];
    const sound = violations.length === 0 ? users.map(({ value }) => value) : [];
    const { warnings, applied } = await this.declaredUsers.withPrepared(
      sound,
      async (prepared) => ({
        warnings: await this.application.apply({
          attributes,
          resources,
          roles,
          terms,
          clients,
          hosts,
          prepared,
          violations,
          reset,
        }),
        applied: prepared,
      }),
      async () => dueOf(await this.declarations.read(reset)),
    );
    const differences = within('/users', await this.differences.find(applied));
    return {
      resources: resources.length,
      roles: roles.length,
      clients: clients.length,
      users: users.length,
      warnings: bounded([...warnings, ...differences]),
    };
  }

  /** The roles of the file count: no user of it is less of an administrator because a role is not stored yet. */
  private async userMistakes(
    users: readonly Entry<DeclaredUser>[],
    roles: readonly Entry<DeclaredRole>[],
  ): Promise<readonly Violation[]> {
    const declared = roles.filter(({ value }) => (value.scopes ?? []).length > 0).map(({ value }) => value.name);
    const administrative = new Set(declared);
    const violations = users.map(async ({ at, value }) =>
      within(at, await this.users.violations(value, administrative)),
    );
    return (await Promise.all(violations)).flat();
  }
}

/** The warnings, with at most {@link MOST_DIFFERENCES} of what stays as it is stored. */
function bounded(warnings: readonly Violation[]): readonly Violation[] {
  const differences = warnings.filter(({ detail }) => detail === DECLARED_BEFORE);
  const more = differences.slice(MOST_DIFFERENCES);
  if (more.length === 0) return warnings;
  const shown = warnings.filter((warning) => !more.includes(warning));
  return [
    ...shown,
    { pointer: '', detail: `has ${more.length} more members that are not what is stored, which stays` },
  ];
}

function parse(path: string): BootstrapDocument {
  const text = read(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as BootstrapDocument;
  } catch {
    const at = jsonErrorPosition(text);
    const where = at ? ` at line ${at.line}, column ${at.column}` : '';
    throw new Violations([{ pointer: '', detail: `is not valid JSON${where}` }]);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Violations([{ pointer: '', detail: `cannot be read: ${(error as Error).message}` }]);
  }
}

/** The attributes in which the schema found nothing wrong. */
function soundAttributes(
  attributes: BootstrapDocument['user_attributes'] = {},
  shape: readonly Violation[],
): readonly Entry<UserAttribute>[] {
  const at = '/user_attributes';
  if (shape.some((violation) => isAtOrBelow(violation.pointer, at))) return [];
  return Object.entries(attributes).map(([name, description]) => ({
    at: at + pointer(name),
    value: { name, description },
  }));
}

/** The entries of a list in which the schema found nothing wrong. */
function soundEntries<T>(
  name: string,
  list: readonly T[] | undefined,
  shape: readonly Violation[],
): readonly Entry<T>[] {
  if (!Array.isArray(list)) return [];
  const entries = list.map((value: T, index) => ({ at: pointer(name, index), value }));
  return entries.filter(({ at }) => !shape.some((violation) => isAtOrBelow(violation.pointer, at)));
}

function twice<T>(entries: readonly Entry<T>[], name: string, keyOf: (value: T) => string): readonly Violation[] {
  const seen = new Map<string, string>();
  return entries.flatMap(({ at, value }) => {
    const first = seen.get(keyOf(value));
    if (first === undefined) seen.set(keyOf(value), at);
    return first === undefined ? [] : [{ pointer: at + pointer(name), detail: `is that of ${first} already` }];
  });
}
