import type { Command } from 'commander';
import { CommandFailed } from '../admin/terminal/output.js';

/** Members of users that are no claims. */
const NO_CLAIMS = [
  'id',
  'username',
  'password',
  'password_hash',
  'password_change_required',
  'roles',
  'groups',
  'attributes',
  'disabled',
];
const ATTRIBUTE = 'attributes.';

/** Members of a user to be changed. */
type Patch = Record<string, unknown> & { readonly attributes?: object };

/** The options by which commands say what is known of a user. */
export interface ProfileOptions {
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly claim: readonly string[];
  readonly group?: readonly string[];
  readonly attribute: readonly string[];
}

export function addProfileOptions(command: Command): Command {
  return command
    .option('--email <address>', 'email address, with which the user can sign in too')
    .option('--email-verified', 'the address is known to belong to the user')
    .option('--given-name <name>', 'first name')
    .option('--family-name <name>', 'last name')
    .option(
      '--claim <name=value...>',
      'any other standard claim, such as locale=de-DE or "family_name#ja-Kana-JP=ヤマダ"; an address as JSON',
      [],
    )
    .option('--group <group...>', 'all groups that the user belongs to, such as /staff/dev')
    .option(
      '--attribute <name=value...>',
      'attributes, such as department=R&D; by name:=JSON what is no text, such as floor:=3 or sites:=["a","b"]',
      [],
    )
    .option('--json', 'print JSON');
}

/** The members of a user that the options name. @throws CommandFailed */
export function membersOf(options: ProfileOptions): Patch {
  const { claim, email, emailVerified, givenName, familyName, group, attribute } = options;
  const named = { email, email_verified: emailVerified, given_name: givenName, family_name: familyName, groups: group };
  return {
    ...Object.fromEntries(claim.map(claimOf)),
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    ...(attribute.length > 0 ? { attributes: Object.fromEntries(attribute.map(attributeOf)) } : {}),
  };
}

/** The patch that takes claims away, and attributes as `attributes.department`. @throws CommandFailed */
export function withoutMembers(names: readonly string[]): Patch {
  const attributes = names.filter((name) => name.startsWith(ATTRIBUTE));
  const claims = names.filter((name) => !name.startsWith(ATTRIBUTE));
  return {
    ...Object.fromEntries(claims.map((name) => [claimName(name), null])),
    ...(attributes.length > 0
      ? { attributes: Object.fromEntries(attributes.map((name) => [name.slice(ATTRIBUTE.length), null])) }
      : {}),
  };
}

/** A claim as `name=value`; the value is JSON if the claim is no text. */
function claimOf(argument: string): readonly [name: string, value: unknown] {
  const [first, value] = divided(argument, '=');
  const name = claimName(first);
  const isText = !/^address\b|_verified$/.test(name);
  return [name, isText ? value : parsed(value, `--claim ${name}`)];
}

/** An attribute as `name=text` or `name:=JSON`. */
function attributeOf(argument: string): readonly [name: string, value: unknown] {
  const [first, value] = divided(argument, '=');
  if (!first.endsWith(':')) return [first, value];
  const name = first.slice(0, -1);
  return [name, parsed(value, `--attribute ${name}:=`)];
}

function divided(argument: string, separator: string): readonly [string, string] {
  const [first = '', ...others] = argument.split(separator);
  return [first, others.join(separator)];
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandFailed(`${what} must have a JSON value`);
  }
}

/** @throws CommandFailed if it is another member of a user */
function claimName(name: string): string {
  if (NO_CLAIMS.includes(name)) throw new CommandFailed(`--claim and --unset are for claims; ${name} is none`);
  return name;
}
