import { isDeepStrictEqual } from 'node:util';
import { type ClientMetadata, isTrusted, type RegisteredBy } from './client.js';

/** Characters of JSON that are recorded of one member of a stranger's client, and of all members of one side of a change. */
const LONGEST_MEMBER = 512;
const LONGEST_SIDE = 4096;

/** The metadata before and after a change; one of them is left out if there was no client before, or is none after. */
interface Change {
  readonly before?: ClientMetadata;
  readonly after?: ClientMetadata;
}

/**
 * What the audit log keeps of a change of a client: everything, but of clients that strangers registered and change as they
 * like only the members that differ, shortened.
 */
export function recordedChange(registeredBy: RegisteredBy, change: Change): Record<string, unknown> {
  if (isTrusted({ registeredBy })) return { ...change };
  const { before, after } = change;
  const differing = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => !isDeepStrictEqual(before?.[name], after?.[name]),
  );
  // Names in many languages must not hide what else has changed.
  const names = [...differing.filter((name) => !name.includes('#')), ...differing.filter((name) => name.includes('#'))];
  return { ...(before && { before: shortened(before, names) }), ...(after && { after: shortened(after, names) }) };
}

function shortened(metadata: ClientMetadata, names: readonly string[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const there = names.filter((name) => metadata[name] !== undefined);
  let length = 0;
  for (const [index, name] of there.entries()) {
    const json = JSON.stringify(metadata[name]);
    length += name.length + Math.min(json.length, LONGEST_MEMBER);
    if (length > LONGEST_SIDE) return { ...kept, '…': `${there.length - index} more members` };
    kept[name] =
      json.length <= LONGEST_MEMBER ? metadata[name] : `${json.slice(0, LONGEST_MEMBER)}… (${json.length} characters)`;
  }
  return kept;
}
