import { fullDate } from '../platform/clock.js';
import type { ListedPasskey } from './own-passkeys-page.js';
import type { Backup, Passkey } from './passkey.js';

const PLACES: Readonly<Record<Backup, string>> = {
  impossible: 'Only on one device',
  possible: 'Not copied to other devices yet',
  done: 'Copied to your devices',
};

/** A passkey in words. */
export function describePasskey({ id, name, createdAt, lastUsedAt, backup }: Passkey): ListedPasskey {
  const used = lastUsedAt === null ? 'Not used yet' : `Last used on ${fullDate(lastUsedAt)}`;
  return { id, name, about: `${PLACES[backup]}. Added on ${fullDate(createdAt)}. ${used}.` };
}
