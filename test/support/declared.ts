import type { Type } from '@nestjs/common';
import { Declarations, type Declared, Declares } from '../../src/platform/declarations.js';
import { Peers } from '../../src/platform/peers.js';
import type { Providers } from '../../src/platform/providers.js';
import { DECLARABLE_FACTORS } from '../../src/users/declared-factor.js';
import { DeclaredFactors } from '../../src/users/declared-factors.service.js';
import { PersonalDataSections } from '../../src/users/personal-data-sections.service.js';

/** What a server knows of that has one room, which declares this. */
export function declarationsOf(...declared: readonly Declared[]): Declarations {
  class Room {}
  Declares(...declared)(Room);
  return new Declarations([Room]);
}

/** Finds among these what a server finds among its providers. */
export function providersOf(...instances: readonly object[]): Providers {
  return {
    get<T>(type: Type<T>): T {
      const found = instances.find((each): each is T & object => each instanceof type);
      if (!found) throw new Error(`no room provides ${type.name}`);
      return found;
    },
  };
}

/** The personal data of a server none of whose rooms stores any. */
export function noPersonalData(): PersonalDataSections {
  return new PersonalDataSections(declarationsOf(), providersOf());
}

/** The factors that files may declare of users of a server none of whose rooms stores any. */
export function noDeclaredFactors(): DeclaredFactors {
  return new DeclaredFactors(Peers.of(DECLARABLE_FACTORS, []));
}
