import * as client from 'openid-client';
import { demo } from '../settings.js';

/** What the relying party keeps between sending the browser away and getting it back. */
export interface Pending {
  readonly codeVerifier: string;
  readonly state: string;
  readonly nonce: string;
}

export type Tokens = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

/** An OpenID Connect relying party: everything it does, it does through `openid-client`. */
export class RelyingParty {
  private configuration: Promise<client.Configuration> | undefined;

  readonly redirectUri = `${demo.relyingParty}/cb`;

  /** The server's metadata, fetched once. */
  private discover(): Promise<client.Configuration> {
    const insecure = demo.issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {};
    this.configuration ??= client.discovery(
      new URL(demo.issuer),
      demo.clientId,
      undefined,
      client.ClientSecretBasic(demo.clientSecret),
      insecure,
    );
    return this.configuration;
  }

  /** Where to send the browser (RFC 6749 §4.1.1 with PKCE), and what to remember. */
  async start(): Promise<{ url: URL; pending: Pending }> {
    const pending = {
      codeVerifier: client.randomPKCECodeVerifier(),
      state: client.randomState(),
      nonce: client.randomNonce(),
    };
    const url = client.buildAuthorizationUrl(await this.discover(), {
      redirect_uri: this.redirectUri,
      scope: demo.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url, pending };
  }

  /** Exchanges the code that the browser brought back; checks `state`, `iss`, nonce and the ID token. */
  async finish(callback: URL, pending: Pending): Promise<Tokens> {
    return client.authorizationCodeGrant(await this.discover(), callback, {
      pkceCodeVerifier: pending.codeVerifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      idTokenExpected: true,
    });
  }

  async userinfo(tokens: Tokens): Promise<client.UserInfoResponse> {
    return client.fetchUserInfo(
      await this.discover(),
      tokens.access_token,
      tokens.claims()?.sub ?? client.skipSubjectCheck,
    );
  }

  async refresh(tokens: Tokens): Promise<Tokens> {
    return client.refreshTokenGrant(await this.discover(), tokens.refresh_token ?? '');
  }

  async revoke(tokens: Tokens): Promise<void> {
    await client.tokenRevocation(await this.discover(), tokens.refresh_token ?? tokens.access_token);
  }

  async introspect(token: string): Promise<client.IntrospectionResponse> {
    return client.tokenIntrospection(await this.discover(), token);
  }

  /** Where to send the browser to sign out everywhere. */
  async signOutUrl(tokens: Tokens): Promise<URL> {
    const hint = tokens.id_token === undefined ? {} : { id_token_hint: tokens.id_token };
    return client.buildEndSessionUrl(await this.discover(), {
      ...hint,
      post_logout_redirect_uri: `${demo.relyingParty}/`,
    });
  }

  /** Calls the protected API as the end-user. */
  async callApi(path: string, tokens: Tokens): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${demo.api}${path}`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    return { status: answer.status, body: await answer.json() };
  }
}

/** The claims of a JWT, for showing them; anyone who relies on them verifies the signature first. */
export function decode(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
