import type { DynamicModule, Type } from '@nestjs/common';

/** A module as it stands in a list of imports. */
export type Room = Type | DynamicModule;

/** What a room brings of one kind. */
export interface Declared<T = unknown> {
  readonly kind: Kind<T>;
  readonly items: readonly T[];
}

/** A kind of thing that rooms bring, such as entities: who reads it, names it and says what an item is. */
export class Kind<T> {
  /**
   * @param name for people who debug
   * @param wider a kind whose readers see these items too, such as the room of clients what the room of tokens declares
   */
  constructor(
    readonly name: string,
    readonly wider?: Kind<unknown>,
  ) {}

  /** For {@link Declares}. */
  of(...items: readonly T[]): Declared<T> {
    return { kind: this, items };
  }
}

const DECLARED = Symbol('declared');

/** Says on the class of a module what its room brings, so that nothing central has to repeat it. */
export function Declares(...declared: readonly Declared[]): ClassDecorator {
  return (target) => Reflect.defineMetadata(DECLARED, declared, target);
}

/** What all rooms together bring, in the order of the rooms. */
export class Declarations {
  constructor(private readonly rooms: readonly Room[]) {}

  all<T>(kind: Kind<T>): readonly T[] {
    const declared = this.rooms
      .flatMap(declaredBy)
      .filter((each): each is Declared<T> => each.kind === kind || each.kind.wider === kind);
    return declared.flatMap(({ items }) => items);
  }

  /** The item of a kind that one room brings. @throws if no room does, or several do */
  only<T>(kind: Kind<T>): T {
    const [item, ...others] = this.all(kind);
    if (item === undefined || others.length > 0)
      throw new Error(`not one room brings the ${kind.name}, but none or several`);
    return item;
  }
}

function declaredBy(room: Room): readonly Declared[] {
  const type = 'module' in room ? room.module : room;
  return (Reflect.getMetadata(DECLARED, type) as readonly Declared[] | undefined) ?? [];
}
