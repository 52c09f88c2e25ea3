import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { type Page, pageByKey } from '../../admin/cursor.js';
import { assertIfMatch } from '../../admin/etag.js';
import { mergePatch } from '../../admin/merge-patch.js';
import { AuditService } from '../../audit/audit.service.js';
import type { AuditEventType } from '../../audit/audit-event-type.js';
import type { Client } from '../../clients/client.js';
import type { ClientSource } from '../../clients/client-source.js';
import { Cache } from '../../platform/cache/cache.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Conflict, NotFound } from '../../platform/validation/refusals.js';
import { assertExactType } from '../../platform/validation/typed-json.js';
import { throwViolations, type Violation, violationsAt } from '../../platform/validation/violations.js';
import { PROTECTED_HOST_EVENTS } from './audit-events.js';
import { UpdateProtectedHostDto } from './dto/protected-host.dto.js';
import { clientIdOf, HOST_CLIENT_PREFIX, hostClient } from './host-client.js';
import { type ProtectedHost, USUAL_HEADERS, USUAL_RULES } from './protected-host.js';
import { hostProblem, isHostName, protectedHostMistakes } from './protected-host-mistakes.js';
import { PROTECTED_HOSTS, ProtectedHostsRepository, type StoredHost } from './protected-hosts.repository.js';

/** Milliseconds after which a change made by another process is seen at the latest; on PostgreSQL it is seen at once. */
const STALENESS = 5_000;
const HOSTS_KEPT = 10_000;

/** What is said of a host; what is left out is as usual. */
export interface DeclaredHost extends Pick<ProtectedHost, 'host' | 'name'> {
  readonly rules?: ProtectedHost['rules'] | null | undefined;
  readonly headers?: ProtectedHost['headers'] | null | undefined;
}

type Members = Omit<DeclaredHost, 'host'>;

/** A host, and the client as which people sign in there. */
export interface KnownHost extends StoredHost {
  readonly client: Client;
}

/** The protected hosts. */
@Injectable()
export class ProtectedHosts implements ClientSource {
  readonly prefix = HOST_CLIENT_PREFIX;
  private readonly cache: Cache<KnownHost>;

  constructor(
    private readonly database: Database,
    private readonly repository: ProtectedHostsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const load = async (host: string): Promise<KnownHost | undefined> => {
      const found = await repository.find(host);
      return found && { ...found, client: hostClient(found, config.issuer) };
    };
    this.cache = new Cache(clock, { load, staleness: STALENESS, capacity: HOSTS_KEPT });
    database.onChange(PROTECTED_HOSTS, (host) => this.cache.forget(host));
  }

  /** The host of exactly this name, at most five seconds behind a change that another process made. */
  async known(host: string): Promise<KnownHost | undefined> {
    return isHostName(host) ? this.cache.get(host) : undefined;
  }

  async find(clientId: string): Promise<Client | undefined> {
    return (await this.known(clientId.slice(HOST_CLIENT_PREFIX.length)))?.client;
  }

  /** In the order of their names. */
  all(): Promise<readonly ProtectedHost[]> {
    return this.repository.all();
  }

  /** In the order of their names. @throws Violations if the cursor is none of this list */
  async list(limit: number, cursor: string | undefined): Promise<Page<ProtectedHost>> {
    return pageByKey(await this.repository.all(), ({ host }) => host, limit, cursor);
  }

  /** As it is stored right now. @throws NotFound */
  async get(host: string): Promise<ProtectedHost> {
    return this.stored(host);
  }

  /** @throws Violations, Conflict */
  create(declared: DeclaredHost, by: AuditContext): Promise<ProtectedHost> {
    const host = complete(declared);
    throwViolations(this.mistakes(host));
    return this.database.transaction(async (transaction) => {
      await transaction.lock(PROTECTED_HOSTS);
      if (await this.repository.find(host.host, transaction)) throw new Conflict('is protected already', '/host');
      return this.store(host, undefined, by, transaction);
    });
  }

  /**
   * Changes a host by a JSON merge patch (RFC 7396); null stands for what is usual.
   * @throws NotFound, VersionConflict, Violations
   */
  async update(host: string, patch: unknown, by: AuditContext, ifMatch?: string): Promise<ProtectedHost> {
    const changes = assertExactType(UpdateProtectedHostDto, patch, ['name', 'rules', 'headers']);
    return this.database.transaction(async (transaction) => {
      await transaction.lock(PROTECTED_HOSTS);
      const before = await this.stored(host, transaction);
      assertIfMatch(ifMatch, contentOf(before), `the protected host ${host}`);
      const after = complete({ ...(mergePatch({ ...contentOf(before) }, changes) as Members), host });
      throwViolations(this.mistakes(after));
      return this.store(after, before, by, transaction);
    });
  }

  /** No one gets through any more, at most five seconds later. @throws NotFound, VersionConflict */
  async delete(host: string, { actor, facts }: AuditContext, ifMatch?: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.lock(PROTECTED_HOSTS);
      const before = contentOf(await this.stored(host, transaction));
      assertIfMatch(ifMatch, before, `the protected host ${host}`);
      await this.repository.delete(host, transaction);
      const event = {
        type: PROTECTED_HOST_EVENTS.deleted,
        actor,
        clientId: clientIdOf(host),
        details: { host, before },
      };
      await this.audit.record(event, facts, transaction);
    });
  }

  /** Adds or changes a host that the bootstrap file names. @throws Violations with pointers into the host */
  async applyBootstrap(declared: DeclaredHost, transaction: Transaction): Promise<void> {
    const host = complete(declared);
    throwViolations(this.mistakes(host));
    await transaction.lock(PROTECTED_HOSTS);
    const before = await this.repository.find(host.host, transaction);
    await this.store(host, before, {}, transaction, { by: 'bootstrap' });
  }

  private mistakes(host: ProtectedHost): readonly Violation[] {
    return [
      ...violationsAt('/host', hostProblem(host.host, this.config.issuer)),
      ...protectedHostMistakes({ ...host }),
    ];
  }

  private async store(
    after: ProtectedHost,
    stored: StoredHost | undefined,
    { actor, facts }: AuditContext,
    transaction: Transaction,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<ProtectedHost> {
    const before = stored && contentOf(stored);
    if (before && isDeepStrictEqual(before, after)) return after;
    await this.repository.store(after, this.clock.now(), transaction);
    const type: AuditEventType = before ? PROTECTED_HOST_EVENTS.updated : PROTECTED_HOST_EVENTS.created;
    const details = { ...more, host: after.host, ...(before ? { before } : {}), after };
    await this.audit.record({ type, actor, clientId: clientIdOf(after.host), details }, facts, transaction);
    return after;
  }

  private async stored(host: string, transaction?: Transaction): Promise<StoredHost> {
    const found = isHostName(host) ? await this.repository.find(host, transaction) : undefined;
    if (!found) throw new NotFound(`there is no protected host ${host}`);
    return found;
  }
}

function complete({ host, name, rules, headers }: DeclaredHost): ProtectedHost {
  return { host, name, rules: rules ?? USUAL_RULES, headers: headers ?? USUAL_HEADERS };
}

function contentOf({ host, name, rules, headers }: ProtectedHost): ProtectedHost {
  return { host, name, rules, headers };
}
