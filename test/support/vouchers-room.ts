import { Controller, Get, HttpCode, Inject, Injectable, Module, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Administrator, CurrentAdministrator, Scoped } from '../../src/admin/admin-api.js';
import { ADMIN_SCOPES } from '../../src/admin/admin-scope.js';
import { type BootstrapFile, duplicates } from '../../src/admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../../src/admin/bootstrap/bootstrap-run.js';
import { BOOTSTRAP_SECTIONS, type BootstrapSection } from '../../src/admin/bootstrap/bootstrap-section.js';
import { PERSONAL_DATA, type Person, type PersonalRecords } from '../../src/admin/personal-data.js';
import { COMMANDS, type CommandLine } from '../../src/admin/terminal/command-line.js';
import { printRecord } from '../../src/admin/terminal/output.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AUDIT_EVENTS, type AuditEventTypes } from '../../src/audit/audit-event-type.js';
import type { Client } from '../../src/clients/client.js';
import { type Rule, violation } from '../../src/clients/metadata/rule.js';
import { InvalidGrant } from '../../src/oauth/oauth-error.js';
import type { Parameters } from '../../src/oauth/parameters.js';
import { after, Clock, type Instant } from '../../src/platform/clock.js';
import { RoomSettings, SETTINGS, type ValuesOf } from '../../src/platform/config/room-settings.js';
import { integer } from '../../src/platform/config/setting-types.js';
import { digest, generateSecret } from '../../src/platform/crypto/secrets.js';
import { SERVER_SECRETS, type ServerSecret } from '../../src/platform/crypto/server-secret.js';
import { ServerSecrets } from '../../src/platform/crypto/server-secrets.js';
import { Database, statement, type Transaction } from '../../src/platform/database/database.js';
import { deleteExpired } from '../../src/platform/database/delete-expired.js';
import { ENTITIES } from '../../src/platform/database/entities.js';
import { Declares } from '../../src/platform/declarations.js';
import { DOCTOR_CHECKS, type DoctorCheck } from '../../src/platform/doctor/doctor-check.js';
import { ok } from '../../src/platform/doctor/finding.js';
import { METADATA, type MetadataSource } from '../../src/platform/metadata/server-metadata.js';
import { PURGE_RULES, purgeRule } from '../../src/platform/schedule/purge-rule.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import type { Approval } from '../../src/tokens/approval.js';
import { GRANTS, type Grant } from '../../src/tokens/grants/grant.js';
import { TOKEN_CLAIMS, type TokenClaims, type UserinfoRequest } from '../../src/tokens/token-claims.js';

/** What a migration of the room would do. */
export const CREATE_VOUCHERS = statement(
  'vouchers-create-table',
  'CREATE TABLE IF NOT EXISTS vouchers (id varchar(64) PRIMARY KEY, user_id varchar(64) NOT NULL, expires_at bigint NOT NULL)',
);

export const VOUCHER_GRANT = 'urn:example:voucher';

@Entity('vouchers')
@Index(['expiresAt'])
class VoucherEntity {
  @PrimaryColumn('varchar', { length: 64 })
  id!: string;

  @Column('varchar', { length: 64 })
  userId!: string;

  @Column('bigint')
  expiresAt!: number;
}

const INSERT = statement('vouchers-insert', 'INSERT INTO vouchers (id, user_id, expires_at) VALUES ($1, $2, $3)');
const FIND = statement('vouchers-find', 'SELECT id FROM vouchers WHERE id = $1');
const OF_USER = statement('vouchers-of-user', 'SELECT id FROM vouchers WHERE user_id = $1');
const ERASE = statement('vouchers-erase', 'DELETE FROM vouchers WHERE user_id = $1');
const STORE = statement(
  'vouchers-store',
  'INSERT INTO vouchers (id, user_id, expires_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING',
);
const ALL = statement('vouchers-all', 'SELECT id, user_id FROM vouchers ORDER BY id');
const COUNT = statement('vouchers-count', 'SELECT COUNT(*) AS count FROM vouchers');
const PURGE = deleteExpired('vouchers-purge', 'vouchers', 'expires_at');

const VOUCHER_SECRET: ServerSecret = { name: 'vouchers' };
const VOUCHER_SETTINGS = new RoomSettings('vouchers', {
  lifetime: integer({
    name: 'VOUCHERS_LIFETIME',
    about: 'Seconds for which vouchers are good.',
    fallback: 60,
    least: 1,
    most: 600,
  }),
});
const VOUCHER_EVENTS = {
  made: { name: 'voucher.made', description: 'An administrator made a voucher.' },
} satisfies AuditEventTypes;

/** Vouchers, of which only a digest is stored, made with the secret of the room. */
@Injectable()
export class Vouchers implements PersonalRecords {
  readonly key: Buffer;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(VOUCHER_SETTINGS.token) private readonly settings: ValuesOf<typeof VOUCHER_SETTINGS>,
    secrets: ServerSecrets,
  ) {
    this.key = secrets.get(VOUCHER_SECRET);
  }

  async make(userId: string): Promise<string> {
    const voucher = generateSecret();
    await this.database.execute(INSERT, [this.idOf(voucher), userId, after(this.clock.now(), this.settings.lifetime)]);
    return voucher;
  }

  async isKnown(voucher: string): Promise<boolean> {
    return (await this.database.query(FIND, [this.idOf(voucher)])).length > 0;
  }

  async count(): Promise<number> {
    return Number((await this.database.query<{ count: number }>(COUNT))[0]?.count);
  }

  async store({ id, user_id }: DeclaredVoucher, transaction: Transaction): Promise<void> {
    await transaction.execute(STORE, [id, user_id, after(this.clock.now(), this.settings.lifetime)]);
  }

  all(): Promise<readonly DeclaredVoucher[]> {
    return this.database.query<DeclaredVoucher>(ALL);
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }

  exportOf({ id }: Person): Promise<readonly VoucherDto[]> {
    return this.database.query<VoucherDto>(OF_USER, [id]);
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(ERASE, [userId]);
  }

  private idOf(voucher: string): string {
    return digest(this.key.toString('hex') + voucher);
  }
}

/** A voucher as the bootstrap file describes one. */
interface DeclaredVoucher {
  /** Its digest. */
  readonly id: string;
  readonly user_id: string;
}

/** The vouchers of the bootstrap file. */
@Injectable()
class VouchersSection implements BootstrapSection {
  readonly name = 'vouchers';
  readonly order = 100;
  readonly isCounted = true;
  readonly schema = {
    type: 'array',
    items: { type: 'object', required: ['id', 'user_id'], additionalProperties: { type: 'string' } },
  };

  constructor(private readonly vouchers: Vouchers) {}

  async violations(file: BootstrapFile) {
    return duplicates(file.entries<DeclaredVoucher>(this.name), 'id', ({ id }) => id);
  }

  async apply(file: BootstrapFile, run: BootstrapRun): Promise<void> {
    for (const { at, value } of file.entries<DeclaredVoucher>(this.name))
      await run.collect(at, () => this.vouchers.store(value, run.transaction));
  }

  export(): Promise<readonly DeclaredVoucher[]> {
    return this.vouchers.all();
  }
}

class VoucherDto {
  @ApiProperty({ description: 'Digest of the voucher.', example: 'a-digest' })
  readonly id!: string;
}

@ApiTags('Vouchers')
@Controller('admin/v1/vouchers')
class VouchersController {
  constructor(
    private readonly vouchers: Vouchers,
    private readonly audit: AuditService,
  ) {}

  @Scoped('vouchers:read')
  @ApiOperation({ operationId: 'countVouchers', summary: 'Count the vouchers', description: 'All of them.' })
  @Get()
  async count(): Promise<{ readonly count: number }> {
    return { count: await this.vouchers.count() };
  }

  @Scoped('vouchers:write')
  @ApiOperation({ operationId: 'makeVoucher', summary: 'Make a voucher', description: 'For yourself.' })
  @HttpCode(201)
  @Post()
  async make(@CurrentAdministrator() { actor, facts }: Administrator): Promise<{ readonly voucher: string }> {
    const voucher = await this.vouchers.make(String(actor));
    await this.audit.record({ type: VOUCHER_EVENTS.made, actor }, facts);
    return { voucher };
  }
}

/** A token for who has a voucher. */
@Injectable()
class VoucherGrant implements Grant {
  readonly grantType = VOUCHER_GRANT;
  readonly forEndUser = false;

  readonly clientRules: Rule = ({ client_uri }) =>
    client_uri === undefined ? violation('/client_uri', 'is needed for vouchers') : [];

  constructor(
    private readonly vouchers: Vouchers,
    private readonly resources: ResourcesService,
  ) {}

  async approve(client: Client, parameters: Parameters): Promise<Approval> {
    if (!(await this.vouchers.isKnown(parameters.require('voucher'))))
      throw new InvalidGrant('the voucher is not known');
    const { scope, audience, lifetime, format } = await this.resources.audienceOf(['api:read'], []);
    return { client, scope, audience, lifetime, format };
  }
}

@Injectable()
class VoucherMetadata implements MetadataSource {
  members() {
    return { vouchers_supported: ['paper'] };
  }
}

/** Says in tokens of what they are made. */
@Injectable()
class VoucherClaims implements TokenClaims {
  readonly names = ['voucher'];

  accessToken({ client }: Approval) {
    return client.grantTypes.includes(VOUCHER_GRANT)
      ? { voucher: 'paper', iss: 'https://elsewhere.example' }
      : undefined;
  }

  idToken() {
    return { voucher: 'none' };
  }

  userinfo({ user }: UserinfoRequest) {
    return { voucher: user.username, sub: 'someone else' };
  }
}

const checks: readonly DoctorCheck[] = [
  {
    order: 85,
    stage: 'server',
    find: async (server) => [ok('vouchers', `${await server.get(Vouchers).count()} of them`)],
  },
];

function addCommands(cli: CommandLine): void {
  const count = (_: CommandLine, options: { readonly json?: boolean }) =>
    cli.withServer(async (server) => printRecord({ count: await server.get(Vouchers).count() }, options));
  cli.group('vouchers', 'a room of its own').command('count').option('--json').action(cli.action(count));
}

const grants = GRANTS.of(VoucherGrant);
const metadata = METADATA.of(VoucherMetadata);
const sections = BOOTSTRAP_SECTIONS.of(VouchersSection);
const claims = TOKEN_CLAIMS.of(VoucherClaims);

/** A room that the server does not know. All that it brings stands in this file. */
@Declares(
  grants,
  metadata,
  claims,
  sections,
  ENTITIES.of(VoucherEntity),
  ADMIN_SCOPES.of(
    { name: 'vouchers:read', description: 'See the vouchers' },
    { name: 'vouchers:write', description: 'Make vouchers' },
  ),
  AUDIT_EVENTS.of(...Object.values(VOUCHER_EVENTS)),
  SETTINGS.of(VOUCHER_SETTINGS),
  SERVER_SECRETS.of(VOUCHER_SECRET),
  PURGE_RULES.of(purgeRule('vouchers', Vouchers, 'expires_at')),
  PERSONAL_DATA.of({
    section: 'vouchers',
    description: 'The vouchers of the user',
    scope: 'vouchers:read',
    item: VoucherDto,
    provider: Vouchers,
  }),
  DOCTOR_CHECKS.of(async () => ({ checks })),
  COMMANDS.of(async () => ({ addCommands })),
)
@Module({
  controllers: [VouchersController],
  providers: [Vouchers, ...grants.items, ...metadata.items, ...claims.items, ...sections.items],
})
export class VouchersModule {}
