import { pointer, type Violation } from '../platform/validation/violations.js';
import type { ClientMetadata, RegisteredBy } from './client.js';
import { membersOf } from './dto/metadata/members.js';
import type { MetadataConcern, NewClient, RawMetadata } from './metadata/concern.js';
import { isRegistered, nameMistakes } from './metadata/names.js';
import type { ServerCapabilities } from './metadata/rule.js';
import { UNUSED } from './registered-metadata.js';

export interface ValidatedMetadata {
  /** Complete, with defaults; only to be used if there is no violation. */
  readonly metadata: ClientMetadata;
  readonly violations: readonly Violation[];
  /** Names that were accepted and are of no use in this version. */
  readonly warnings: readonly Violation[];
}

/** What the server offers, and which members its rooms know. */
export interface ServerOffer extends ServerCapabilities {
  readonly concerns: readonly MetadataConcern[];
}

/**
 * Completes client metadata by the defaults of RFC 7591 §2 and OIDC Registration §2, and judges it.
 * @param raw members whose types are those of their concerns, and any others
 * @param clientId the name of a client that has no other
 */
export function validateMetadata(
  raw: RawMetadata,
  clientId: string,
  offer: ServerOffer,
  registeredBy: RegisteredBy = 'administrator',
): ValidatedMetadata {
  const { concerns } = offer;
  const names = namesOf(concerns);
  const metadata = complete(raw, { clientId, registeredBy }, concerns, names);
  const context = { ...offer, registeredBy };
  const rules = concerns.flatMap((concern) => concern.rules ?? []);
  const unused = Object.keys(metadata).filter((name) => UNUSED.has(name) && !names.has(name));
  return {
    metadata,
    violations: [...nameMistakes(raw, names), ...rules.flatMap((rule) => rule(metadata, context))],
    warnings: unused.map((name) => ({
      pointer: pointer(name),
      detail: 'is registered client metadata that this version does not use',
    })),
  };
}

/** The names of the members. @throws Error if two concerns have one of the same name */
export function namesOf(concerns: readonly MetadataConcern[]): ReadonlySet<string> {
  const names = concerns.flatMap(({ members }) => membersOf(members));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two rooms declare the client metadata ${twice}`);
  return new Set(names);
}

function complete(
  raw: RawMetadata,
  client: NewClient,
  concerns: readonly MetadataConcern[],
  names: ReadonlySet<string>,
): ClientMetadata {
  const given = Object.entries(raw).filter(
    ([name, value]) => value !== null && value !== undefined && isRegistered(name, names),
  );
  return Object.assign(Object.fromEntries(given), ...concerns.map(({ defaults }) => defaults?.(raw, client)));
}
