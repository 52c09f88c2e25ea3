import type { Type } from '@nestjs/common';
import type { MetadataConcern } from '../metadata/concern.js';
import { OWN_MEMBERS } from './client-metadata.dto.js';

const OWN: ReadonlySet<Type<object>> = new Set<Type<object>>(OWN_MEMBERS);

/** The classes of the members that other rooms declare. */
export function furtherMembers(concerns: readonly MetadataConcern[]): readonly Type<object>[] {
  return concerns.map(({ members }) => members).filter((type) => !OWN.has(type));
}
