import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Peers } from '../platform/peers.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import type { Approval, EndUserApproval } from './approval.js';
import { TOKEN_CLAIMS, type TokenClaims, type UserinfoRequest } from './token-claims.js';

/** What the server sets by itself, in one token or another. */
const OWN: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'auth_time', 'acr', 'amr', 'sid', 'nonce', 'at_hash'],
  ...['client_id', 'scope', 'roles', 'family', 'active', 'token_type', 'username'],
]);

/** What all rooms add to tokens; undefined if they add nothing. */
@Injectable()
export class AddedClaims implements OnModuleInit {
  constructor(@Inject(TOKEN_CLAIMS.token) private readonly rooms: Peers<TokenClaims>) {}

  /** The names of all that rooms add. */
  get names(): readonly string[] {
    return this.rooms.keys;
  }

  /** @throws Error if a room adds what the server sets, so that the server does not start */
  onModuleInit(): void {
    const taken = this.names.find((name) => OWN.has(name));
    if (taken !== undefined) throw new Error(`the claim ${taken} is set by the server itself; no room can add it`);
  }

  accessToken(approval: Approval): Claims | undefined {
    return this.merged(({ accessToken }) => accessToken?.(approval));
  }

  idToken(approval: Approval, endUser: EndUserApproval): Claims | undefined {
    return this.merged(({ idToken }) => idToken?.(approval, endUser));
  }

  userinfo(request: UserinfoRequest): Claims | undefined {
    return this.merged(({ userinfo }) => userinfo?.(request));
  }

  private merged(read: (room: TokenClaims) => Claims | undefined): Claims | undefined {
    const { list } = this.rooms;
    if (list.length === 0) return undefined;
    const added = list.map(read).filter((claims) => claims !== undefined);
    return added.length > 0 ? Object.assign({}, ...added) : undefined;
  }
}
