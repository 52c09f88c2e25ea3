import { type Command, InvalidArgumentError, Option } from 'commander';
import { everyPage } from '../admin/cursor.js';
import { wholeNumber } from '../admin/terminal/arguments.js';
import {
  type ClaimMappingOptions,
  claimMappingMembers,
  withClaimMappings,
  withoutClaimMappings,
} from '../admin/terminal/claim-mapping-option.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { readJsonFile } from '../admin/terminal/read-json-file.js';
import { formatInstant } from '../platform/clock.js';
import { CLIENT_TEMPLATES, fromTemplate } from './client-templates.js';
import type { ClientRecord } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import type { Registration } from './registration.js';

const OVERLAPS = { least: 0, most: 2_592_000 };
const LIFETIMES = { least: 0, most: 315_360_000 };

interface CreateOptions extends UpdateOptions {
  readonly template?: string;
  readonly id?: string;
}

interface UpdateOptions extends OutputOptions, ClaimMappingOptions {
  readonly name?: string;
  readonly redirectUri?: readonly string[];
  readonly grantType?: readonly string[];
  readonly authMethod?: string;
  readonly scope?: string;
  readonly metadata?: string;
}

export function addCommands(cli: CommandLine): void {
  const clients = cli.group('clients', 'registered clients (applications)');
  clients.command('list').description('list all').option('--json', 'print JSON').action(cli.action(list));
  clients.command('show <client-id>').description('show one').option('--json', 'print JSON').action(cli.action(show));
  clients
    .command('templates')
    .description('list what kinds of clients there are')
    .option('--json', 'print JSON')
    .action(templates);
  described(clients.command('create'))
    .description('register one; a confidential client gets a secret, which is shown only this once')
    .addOption(
      new Option('--template <template>', 'what kind of client it is; fills what is not said').choices(
        CLIENT_TEMPLATES.map(({ id }) => id),
      ),
    )
    .option('--id <client-id>', 'its identifier; left out: a random one')
    .action(cli.action(create));
  withoutClaimMappings(described(clients.command('update <client-id>')))
    .description('change one; lists that are named replace the present ones, and what is not named stays')
    .action(cli.action(update));
  clients
    .command('delete <client-id>')
    .description('remove one for ever')
    .option('--yes', 'do not ask')
    .action(cli.action(remove));
  clients
    .command('rotate-secret <client-id>')
    .description('make a new secret, which is shown only this once')
    .option('--overlap <seconds>', 'how long the present secret still works', wholeNumber(OVERLAPS), 86_400)
    .option('--lifetime <seconds>', 'how long the new secret works; 0: for ever', wholeNumber(LIFETIMES))
    .option('--json', 'print JSON')
    .action(cli.action(rotateSecret));
}

function described(command: Command): Command {
  return withClaimMappings(command)
    .option('--name <name>', 'what people know it by')
    .option('--redirect-uri <uri...>', 'where authorization responses may go')
    .option('--grant-type <type...>', 'authorization_code, refresh_token, client_credentials')
    .option(
      '--auth-method <method>',
      'client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, or none for a public client',
    )
    .option('--scope <scope>', 'scopes that it may ask for, separated by spaces')
    .option('--metadata <file>', 'more client metadata (RFC 7591) as a JSON file')
    .option('--json', 'print JSON');
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const all = await everyPage((limit, cursor) => server.get(ClientsService).list({ limit, cursor }));
    const rows = all.map(({ clientId, metadata }) => ({
      client_id: clientId,
      client_name: metadata.client_name,
      grant_types: metadata.grant_types,
      token_endpoint_auth_method: metadata.token_endpoint_auth_method,
    }));
    printRows(rows, options, 'no clients; make one: gatehouse clients create --help');
  });
}

async function show(cli: CommandLine, clientId: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => printRecord(shown(await server.get(ClientsService).get(clientId)), options));
}

function templates(options: OutputOptions): void {
  printRows(
    CLIENT_TEMPLATES.map(({ id, name, description, required, metadata }) =>
      options.json ? { id, name, description, required, metadata } : { id, name, required, description },
    ),
    options,
  );
}

async function create(cli: CommandLine, { template, id, ...options }: CreateOptions): Promise<void> {
  const named = Object.entries({ template, client_id: id }).filter(([, value]) => value !== undefined);
  const metadata = fromTemplate({ ...membersOf(options), ...Object.fromEntries(named) });
  await cli.withServer(async (server) =>
    printRegistration(await server.get(ClientsService).create(metadata, cli.operator()), options),
  );
}

async function update(cli: CommandLine, clientId: string, options: UpdateOptions): Promise<void> {
  const patch = membersOf(options);
  if (Object.keys(patch).length === 0) throw new InvalidArgumentError('say what to change: see --help');
  await cli.changing(async (server) =>
    printRegistration(await server.get(ClientsService).update(clientId, patch, cli.operator()), options),
  );
}

/** The metadata that options name, and a file; options come first. */
function membersOf(options: UpdateOptions): object {
  const { name, redirectUri, grantType, authMethod, scope, metadata } = options;
  const given = {
    client_name: name,
    redirect_uris: redirectUri,
    grant_types: grantType,
    token_endpoint_auth_method: authMethod,
    scope,
    ...claimMappingMembers(options),
  };
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...(metadata === undefined ? {} : (readJsonFile(metadata) as object)), ...named };
}

async function remove(cli: CommandLine, clientId: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Remove the client ${clientId} for ever?`, options);
  await cli.changing((server) => server.get(ClientsService).delete(clientId, cli.operator()));
}

async function rotateSecret(
  cli: CommandLine,
  clientId: string,
  { overlap, lifetime, ...options }: OutputOptions & { overlap: number; lifetime?: number },
): Promise<void> {
  await cli.changing(async (server) => {
    printRegistration(
      await server.get(ClientsService).rotateSecret(clientId, overlap, cli.operator(), lifetime),
      options,
    );
  });
}

function printRegistration({ client, clientSecret, warnings }: Registration, options: OutputOptions): void {
  for (const { pointer, detail } of warnings) console.error(`${pointer} ${detail}`);
  const { client_id, ...rest } = shown(client);
  printRecord({ client_id, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }), ...rest }, options);
}

function shown({ clientId, metadata, registeredBy, createdAt, updatedAt }: ClientRecord) {
  return {
    client_id: clientId,
    ...metadata,
    registered_by: registeredBy,
    created_at: formatInstant(createdAt),
    updated_at: formatInstant(updatedAt),
  };
}
