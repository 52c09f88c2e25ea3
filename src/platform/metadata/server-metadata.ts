import { PeerKind } from '../peers.js';

/** Members of the server's metadata by their names (RFC 8414 §2, OIDC Discovery §3). */
export type Members = Readonly<Record<string, unknown>>;

/** The members of the server's metadata that one room is responsible for. */
export interface MetadataSource {
  /** Read once, at the start. What may be another later is a {@link ChangingMember}. */
  members(): Members;
}

/** The sources that rooms declare. */
export const METADATA = new PeerKind<MetadataSource>('metadata sources');

/** A member whose value follows from an object that is replaced when it changes. */
export class ChangingMember<S extends object> {
  /**
   * @param read the object as it is now
   * @param atHand the same without waiting; undefined if it has to be read first
   * @param describe the value of the member
   */
  constructor(
    readonly read: () => Promise<S>,
    readonly atHand: () => S | undefined,
    readonly describe: (source: S) => unknown,
  ) {}
}

/** Lists to which several sources may add. */
const CONCATENATED: ReadonlySet<string> = new Set(['claims_supported']);

/** Everything together. @throws Error if two of them give the same member, so that the server does not start */
export function mergeMembers(parts: readonly Members[]): Members {
  const merged: Record<string, unknown> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    if (!Object.hasOwn(merged, name)) merged[name] = value;
    else if (CONCATENATED.has(name)) merged[name] = [...(merged[name] as unknown[]), ...(value as unknown[])];
    else throw new Error(`two rooms give the metadata member ${name}`);
  }
  return merged;
}
