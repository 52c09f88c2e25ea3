import type { Config } from '../config/config.js';

/** Whether this start seals again what was sealed with another of the encryption secrets, so that the other can be dropped afterwards. */
export function resealsAtStart({
  encryptionSecrets,
  databaseUse,
}: Pick<Config, 'encryptionSecrets' | 'databaseUse'>): boolean {
  return encryptionSecrets.length > 1 && databaseUse !== 'read';
}
