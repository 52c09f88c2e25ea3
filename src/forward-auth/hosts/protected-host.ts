import type { AccessRule } from '../access/access-rule.js';

/** Who a person is, as far as headers tell apps. */
export const IDENTITY_PARTS = ['username', 'sub', 'email', 'name', 'groups', 'roles'] as const;

export type IdentityPart = (typeof IDENTITY_PARTS)[number];

/** What each header says, by its name. */
export type IdentityHeaders = Readonly<Record<string, IdentityPart>>;

/** A host name of an app that speaks no OpenID Connect, for which reverse proxies ask this server who may go through. */
export interface ProtectedHost {
  /** As browsers name it in the header `Host`: in small letters, with the port unless it is the usual one. */
  readonly host: string;
  /** By what people know the app. */
  readonly name: string;
  /** The first one that fits a request decides; a request that none fits is refused. */
  readonly rules: readonly AccessRule[];
  readonly headers: IdentityHeaders;
}

/** Every person who is signed in may use everything. */
export const USUAL_RULES: readonly AccessRule[] = [{}];

export const USUAL_HEADERS: IdentityHeaders = {
  'Remote-User': 'username',
  'Remote-Groups': 'groups',
  'Remote-Email': 'email',
  'Remote-Name': 'name',
};
