import { foldPassword } from './password.js';

let list: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a password is one of the most common ones: of the 49,000 on the list some 18,000 have at least eight characters.
 * The whole password is compared, in any case of its letters. The list takes some megabytes of memory, so it is loaded when the first password is chosen.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  list ??= load();
  return (await list).has(foldPassword(password));
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary.passwords);
}
