/** As much of `oidc-provider` 9 as the bench uses; the package has no types of its own. */
declare module 'oidc-provider' {
  import type { Server } from 'node:http';

  export interface Adapter {
    upsert(id: string, payload: Payload, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Payload | undefined>;
    findByUserCode(userCode: string): Promise<Payload | undefined>;
    findByUid(uid: string): Promise<Payload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export interface Payload {
    grantId?: string;
    userCode?: string;
    uid?: string;
    consumed?: unknown;
    [name: string]: unknown;
  }

  interface Session {
    readonly id: string;
    loginAccount(details: { accountId: string; amr: string[]; acr: string }): void;
    ensureClientContainer(clientId: string): void;
    grantIdFor(clientId: string, grantId: string): void;
    save(ttl: number): Promise<string>;
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(ttl: number): Promise<string>;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    readonly Session: new () => Session;
    readonly Grant: new (payload: {
      accountId: string;
      clientId: string;
    }) => Grant;
    cookieName(name: 'session'): string;
    callback(): (...parameters: never[]) => void;
    listen(port: number, host: string, listening: () => void): Server;
    on(event: string, listener: (...values: unknown[]) => void): void;
  }
}
