import type { Command } from 'commander';
import { isJsonObject } from '../../platform/validation/typed-json.js';
import { CommandFailed } from './output.js';

/** What {@link withClaimMappings} adds to a command that changes something. */
export interface ClaimMappingOptions {
  readonly claimMapping?: readonly string[];
  /** False: there are to be none. */
  readonly claimMappings?: boolean;
}

/** With an option for mappings of claims, which replace the present ones. */
export function withClaimMappings(command: Command): Command {
  return command.option(
    '--claim-mapping <claim=from...>',
    'what claims are made of, such as login=username; more about one by claim:=JSON, such as role:={"from":"groups","as":"text"}',
  );
}

/** With an option that takes all mappings of claims away. */
export function withoutClaimMappings(command: Command): Command {
  return command.option('--no-claim-mappings', 'make no claims any more');
}

/** The member of client or resource that the options name. @throws CommandFailed if one cannot be read */
export function claimMappingMembers(options: ClaimMappingOptions): { readonly claim_mappings?: readonly object[] } {
  const { claimMapping, claimMappings } = options;
  if (claimMapping) return { claim_mappings: claimMapping.map((each) => readClaimMapping('--claim-mapping', each)) };
  return claimMappings === false ? { claim_mappings: [] } : {};
}

/** `login=username`, or `login:=JSON` with the members of a mapping. @throws CommandFailed if it is neither */
export function readClaimMapping(option: string, text: string): object {
  const [, claim, colon, what = ''] = /^(.+?)(:?)=(.*)$/s.exec(text) ?? [];
  if (claim === undefined) throw new CommandFailed(`${option} ${text} must be a claim, = and what it is made of`);
  return { ...(colon ? membersOf(`${option} ${claim}:=`, what) : { from: what }), claim };
}

function membersOf(place: string, json: string): object {
  try {
    const members: unknown = JSON.parse(json);
    if (isJsonObject(members)) return members;
  } catch {
    // Said below.
  }
  throw new CommandFailed(`${place} must be followed by a JSON object`);
}
