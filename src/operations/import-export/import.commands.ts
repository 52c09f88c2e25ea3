import type { CommandLine } from '../../admin/terminal/command-line.js';
import { CommandFailed } from '../../admin/terminal/output.js';
import { readJsonFile } from '../../admin/terminal/read-json-file.js';
import { DeclaredFactors } from '../../users/declared-factors.service.js';
import { auth0Records } from './auth0/auth0-user.js';
import { addImportOptions, choices, ImportReport, type ReportOptions, withImporter } from './import-report.js';
import { KeycloakImporter } from './keycloak/keycloak-importer.service.js';
import { Unmapped } from './unmapped.js';
import { openUserFile } from './user-file.js';
import { UserImporter } from './user-importer.service.js';

export function addCommands(cli: CommandLine): void {
  const command = cli.group('import', 'bring clients and users of another server');
  const commands = [
    command
      .command('keycloak <file>')
      .description('clients, users and their roles from a realm export of Keycloak, or from one of its files of users')
      .action(cli.action(importRealm)),
    command
      .command('auth0 <file>')
      .description('users from an export of Auth0: a JSON object per line, with passwordHash if Auth0 gave it')
      .action(cli.action(importAuth0)),
  ];
  for (const each of commands) addImportOptions(each);
  commands[0]?.option('--rp-id <host>', 'the host at which people made their passkeys, if the export does not name it');
}

interface RealmOptions extends ReportOptions {
  readonly rpId?: string;
}

async function importRealm(cli: CommandLine, path: string, { rpId, ...options }: RealmOptions): Promise<void> {
  const realm = readRealm(path);
  const total = Array.isArray(realm.users) ? realm.users.length : 0;
  await withImporter(cli, options, async (server) => {
    let read = 0;
    const report = new ImportReport(options, () => read / Math.max(1, total));
    const chosen = { ...choices(options), ...(rpId !== undefined && { rpId }) };
    const { users, clients, unmapped } = await server.get(KeycloakImporter).import(realm, chosen, {
      rejected: (rejection) => report.rejected(rejection),
      progress: (totals) => {
        read = totals.read;
        report.progress(totals);
      },
    });
    report.end(users, unmapped, { clients_created: clients.created, clients_unchanged: clients.unchanged });
  });
}

function readRealm(path: string): Readonly<Record<string, unknown>> {
  const realm = readJsonFile(path);
  if (typeof realm === 'object' && realm !== null && 'realm' in realm) return { ...realm };
  throw new CommandFailed(`${path} is no export of one realm: it has no member realm`);
}

async function importAuth0(cli: CommandLine, path: string, options: ReportOptions): Promise<void> {
  const file = openUserFile(path, 'ndjson');
  await withImporter(cli, options, async (server) => {
    const unmapped = new Unmapped();
    const report = new ImportReport(options, file.fraction);
    const records = auth0Records(file.records, server.get(DeclaredFactors), unmapped);
    const totals = await server.get(UserImporter).import(records, choices(options), unmapped, report);
    report.end(totals, unmapped.list());
  });
}
