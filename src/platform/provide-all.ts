import type { InjectionToken, Provider, Type } from '@nestjs/common';

/**
 * Registers a list of interchangeable peers under one token: the only way to do so.
 * The token resolves to the instances in the order of the list.
 */
export function provideAll<T>(token: InjectionToken, classes: readonly Type<T>[]): Provider[] {
  return [...classes, { provide: token, useFactory: (...peers: T[]) => peers, inject: [...classes] }];
}

/**
 * Indexes a dispatched list by the key each peer answers to.
 * @throws Error if two peers claim the same key, so that the server does not start
 */
export function dispatchBy<T>(peers: readonly T[], keyOf: (peer: T) => string): ReadonlyMap<string, T> {
  const byKey = new Map<string, T>();
  for (const peer of peers) {
    const key = keyOf(peer);
    if (byKey.has(key)) throw new Error(`two providers are registered for ${key}`);
    byKey.set(key, peer);
  }
  return byKey;
}
