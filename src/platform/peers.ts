import { type OnModuleInit, type Provider, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Declarations, Kind } from './declarations.js';

/**
 * A list of interchangeable parts, such as grants. A room declares their classes and provides them:
 * `const grants = GRANTS.of(DeviceGrant)`, then `@Declares(grants)` and `providers: [...grants.items]`.
 */
export class PeerKind<T extends W, W = unknown> extends Kind<Type<T>> {
  /** The injection token of the {@link Peers}. */
  readonly token: symbol;

  /**
   * @param keysOf what a peer is chosen by; left out: all of them are used
   * @param wider what a room further left, which must not know these peers, sees of them
   */
  constructor(
    name: string,
    readonly keysOf: (peer: T) => readonly string[] = () => [],
    wider?: Kind<Type<W>>,
  ) {
    super(name, wider);
    this.token = Symbol(name);
  }
}

/**
 * The instances of the peers of one kind, in the order of the rooms. They are found when they are needed first, so that the
 * room that uses them need not know the rooms that bring them: use them after construction, never in a constructor.
 */
export class Peers<T> implements OnModuleInit {
  private found: { readonly list: readonly T[]; readonly byKey: ReadonlyMap<string, T> } | undefined;

  constructor(
    private readonly kind: PeerKind<T>,
    private readonly find: () => readonly T[],
  ) {}

  /** The same of known instances. @throws Error if two of them have one key */
  static of<T>(kind: PeerKind<T>, peers: readonly T[]): Peers<T> {
    const known = new Peers(kind, () => peers);
    known.onModuleInit();
    return known;
  }

  get list(): readonly T[] {
    return this.read().list;
  }

  get keys(): readonly string[] {
    return [...this.read().byKey.keys()];
  }

  get(key: string): T | undefined {
    return this.read().byKey.get(key);
  }

  /** @throws Error if two peers have one key, so that the server does not start */
  onModuleInit(): void {
    this.read();
  }

  private read() {
    if (!this.found) {
      const list = this.find();
      this.found = { list, byKey: indexed(this.kind, list) };
    }
    return this.found;
  }
}

/** Lets a room use the peers that all rooms declare: `@Inject(GRANTS.token) grants: Peers<Grant>`. */
export function providePeers<T>(kind: PeerKind<T>): Provider {
  return {
    provide: kind.token,
    inject: [Declarations, ModuleRef],
    useFactory: (declarations: Declarations, modules: ModuleRef) =>
      new Peers(kind, () => declarations.all(kind).map((peer) => modules.get(peer, { strict: false }))),
  };
}

function indexed<T>(kind: PeerKind<T>, peers: readonly T[]): ReadonlyMap<string, T> {
  const byKey = new Map<string, T>();
  for (const peer of peers) {
    for (const key of kind.keysOf(peer)) {
      if (byKey.has(key)) throw new Error(`two ${kind.name} are registered for ${key}`);
      byKey.set(key, peer);
    }
  }
  return byKey;
}
