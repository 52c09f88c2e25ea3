import type { Type } from '@nestjs/common';
import { IntersectionType } from '@nestjs/swagger';
import type { MetadataConcern } from '../metadata/concern.js';
import { OWN_MEMBERS } from './client-metadata.dto.js';

const OWN: ReadonlySet<Type<object>> = new Set<Type<object>>(OWN_MEMBERS);

/** The classes of the members that other rooms declare. */
export function furtherMembers(concerns: readonly MetadataConcern[]): readonly Type<object>[] {
  return concerns.map(({ members }) => members).filter((type) => !OWN.has(type));
}

/** A body of client metadata with the members of all rooms. @param type extends `ClientMetadataDto` */
export function withMembers<T extends object>(type: Type<T>, concerns: readonly MetadataConcern[]): Type<T> {
  const further = furtherMembers(concerns);
  return further.length === 0 ? type : (IntersectionType(type, ...further) as unknown as Type<T>);
}
