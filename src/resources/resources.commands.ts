import { type Command, InvalidArgumentError, Option } from 'commander';
import { everyPage } from '../admin/cursor.js';
import {
  type ClaimMappingOptions,
  claimMappingMembers,
  readClaimMapping,
  withClaimMappings,
  withoutClaimMappings,
} from '../admin/terminal/claim-mapping-option.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { SIGNING_ALGORITHMS } from '../keys/signing-algorithm.js';
import { ACCESS_TOKEN_TYPES, type AccessTokenType, type SigningAlgorithm } from './access-token-format.js';
import { presentResource, presentTokens } from './dto/resource.dto.js';
import type { Resource } from './resource.js';
import { ResourceAdministration } from './resource-administration.service.js';
import { ResourcesService } from './resources.service.js';

interface ResourceOptions extends OutputOptions, ClaimMappingOptions {
  readonly name?: string;
  readonly scope: readonly string[];
  readonly role: readonly string[];
  readonly scopeClaimMapping: readonly string[];
  readonly accessTokenLifetime?: number;
  readonly accessTokenSigningAlg?: SigningAlgorithm;
  readonly accessTokenTyp?: AccessTokenType;
}

interface UpdateOptions extends ResourceOptions {
  readonly removeScope: readonly string[];
}

export function addCommands(cli: CommandLine): void {
  const resources = cli.group('resources', 'protected resources (APIs) and their scopes');
  resources.command('list').description('list all').option('--json', 'print JSON').action(cli.action(list));
  resources
    .command('show <identifier>')
    .description('show one')
    .option('--json', 'print JSON')
    .action(cli.action(show));
  described(resources.command('create <identifier>'))
    .description('create one; its identifier is an absolute URI, the aud of its tokens')
    .requiredOption('--name <name>', 'what people know it by')
    .action(cli.action(create));
  withoutClaimMappings(described(resources.command('update <identifier>')))
    .description('change one; scopes that are not named stay')
    .option('--name <name>', 'what people know it by')
    .option('--remove-scope <scope...>', 'scopes that no one gets any more', [])
    .action(cli.action(update));
  resources
    .command('delete <identifier>')
    .description('remove one with its scopes')
    .option('--yes', 'do not ask')
    .action(cli.action(remove));
}

function described(command: Command): Command {
  return withClaimMappings(command)
    .option('--scope <scope=description...>', 'scopes, with what each allows', [])
    .option('--role <scope=role,role...>', 'of those scopes, for whom only: any one of the roles will do', [])
    .option(
      '--scope-claim-mapping <scope=claim=from...>',
      'what claims are made of for those who get a scope, as --claim-mapping; replaces the present ones of the scope',
      [],
    )
    .option('--access-token-lifetime <seconds>', 'how long its access tokens live', seconds)
    .addOption(
      new Option('--access-token-signing-alg <algorithm>', 'how its access tokens are signed').choices(
        SIGNING_ALGORITHMS,
      ),
    )
    .addOption(
      new Option('--access-token-typ <typ>', 'their typ header: JWT for an API whose library refuses at+jwt').choices(
        ACCESS_TOKEN_TYPES,
      ),
    )
    .option('--json', 'print JSON');
}

function seconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const all = await everyPage((limit, cursor) => server.get(ResourceAdministration).list(limit, cursor));
    const shown = all.map((resource) => present(resource, server.get(ResourcesService)));
    const rows = shown.map(({ scopes, ...resource }) => ({ ...resource, scopes: Object.keys(scopes ?? {}) }));
    printRows(options.json ? shown : rows, options, 'no resources');
  });
}

async function show(cli: CommandLine, identifier: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const resource = await server.get(ResourceAdministration).get(identifier);
    printRecord(present(resource, server.get(ResourcesService)), options);
  });
}

async function create(cli: CommandLine, identifier: string, options: ResourceOptions): Promise<void> {
  const body = { identifier, ...membersOf(options) };
  await cli.withServer(async (server) => {
    const resource = await server.get(ResourceAdministration).create(body, cli.operator());
    printRecord(present(resource, server.get(ResourcesService)), options);
  });
}

async function update(cli: CommandLine, identifier: string, options: UpdateOptions): Promise<void> {
  const { scopes, ...members } = membersOf(options);
  const removed = Object.fromEntries(options.removeScope.map((name) => [name, null]));
  const patch = { ...members, scopes: { ...removed, ...scopes } };
  await cli.changing(async (server) => {
    const resource = await server.get(ResourceAdministration).update(identifier, patch, cli.operator());
    printRecord(present(resource, server.get(ResourcesService)), options);
  });
}

async function remove(cli: CommandLine, identifier: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Remove the resource ${identifier} and its scopes?`, options);
  await cli.changing((server) => server.get(ResourceAdministration).delete(identifier, cli.operator()));
}

function membersOf(options: ResourceOptions) {
  const { name, scope, role, scopeClaimMapping, claimMapping, claimMappings, ...tokens } = options;
  return {
    ...(name === undefined ? {} : { name }),
    ...presentTokens({ ...tokens, accessTokenLifetime: tokens.accessTokenLifetime ?? null }),
    ...claimMappingMembers(options),
    scopes: scopesOf(options),
  };
}

function scopesOf({ scope, role, scopeClaimMapping }: ResourceOptions): Readonly<Record<string, string | object>> {
  const descriptions = new Map(scope.map((each) => pair('--scope', each)));
  const roles = new Map(role.map((each) => pair('--role', each)));
  for (const named of roles.keys())
    if (!descriptions.has(named))
      throw new CommandFailed(`--role is for scopes that --scope describes; ${named} is none`);
  const mappings = scopeClaimMapping.map((each) => pair('--scope-claim-mapping', each));
  const names = new Set([...descriptions.keys(), ...mappings.map(([named]) => named)]);
  return Object.fromEntries(
    [...names].map((each) => {
      const ofScope = mappings.filter(([named]) => named === each).map(mappingOfScope);
      return [each, declared(descriptions.get(each), roles.get(each)?.split(','), ofScope)];
    }),
  );
}

/** A scope as the bootstrap file has one; what is left out stays. */
function declared(
  description: string | undefined,
  roles: readonly string[] | undefined,
  mappings: readonly object[],
): string | object {
  if (description !== undefined && !roles && mappings.length === 0) return description;
  return {
    ...(description === undefined ? {} : { description }),
    ...(roles && { role: roles.length === 1 ? roles[0] : roles }),
    ...(mappings.length > 0 && { claim_mappings: mappings }),
  };
}

function mappingOfScope([scope, mapping]: readonly [string, string]): object {
  return readClaimMapping(`--scope-claim-mapping ${scope}`, mapping);
}

function pair(option: string, text: string): readonly [name: string, value: string] {
  const [name = '', ...value] = text.split('=');
  if (value.length === 0) throw new CommandFailed(`${option} ${text} must be a scope, = and a text`);
  return [name, value.join('=')];
}

function present(resource: Resource, { issuer }: ResourcesService) {
  return { ...presentResource(resource, resource.identifier === issuer.identifier) };
}
