import type { Command } from 'commander';
import { Violations } from '../../platform/validation/violations.js';
import { CommandFailed } from './output.js';

/** Members of documents whose options are called otherwise. */
const OPTIONS: Readonly<Record<string, string>> = {
  client_id: 'id',
  client_name: 'name',
  token_endpoint_auth_method: 'auth-method',
};

/** The error as a person may read it who knows the options of the command; of a file that is the argument, the places in it stay. */
export function namingOptions(error: unknown, command: Command): unknown {
  const isOfFile = command.registeredArguments.some((argument) => argument.name() === 'file');
  if (!(error instanceof Violations) || error.violations.length === 0 || isOfFile) return error;
  const lines = error.violations.map(({ pointer, detail }) => `${placeOf(pointer, command)} ${detail}`);
  return new CommandFailed(lines.join('\n'));
}

function placeOf(pointer: string, command: Command): string {
  const [name = '', ...rest] = pointer
    .split('/')
    .slice(1)
    .map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'));
  const option = optionOf(name, command);
  if (option === undefined) {
    const hasClaims = command.options.some(({ long }) => long === '--claim');
    const isMember = command.registeredArguments.some((argument) => argument.name() === name) || name === 'password';
    return [hasClaims && !isMember ? `--claim ${name}` : name, ...rest].join(' ');
  }
  const given = command.getOptionValue(option.attributeName());
  const [first = '', ...others] = rest;
  const value = Array.isArray(given) && /^\d+$/.test(first) ? given[Number(first)] : first;
  return [option.long, value, ...others].filter((each) => each !== undefined && each !== '').join(' ');
}

/** `redirect_uris` is `--redirect-uri`. */
function optionOf(name: string, { options }: Command) {
  const flag = OPTIONS[name] ?? name.replaceAll('_', '-');
  return options.find(({ long }) => [`--${flag}`, `--${flag.replace(/s$/, '')}`].includes(String(long)));
}
