/** The configuration of a running server: complete, checked and frozen. Lifetimes are in seconds. */
export interface Config {
  /** The issuer URL without a trailing slash (OIDC Discovery §3). */
  readonly issuer: string;
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly migrateOnStart: boolean;
  /** Protects signing keys and other secrets at rest. The first encrypts, all decrypt. */
  readonly encryptionSecrets: readonly string[];
  readonly bootstrapFile?: string;
  /** Processes that share the port. */
  readonly workers: number;
  /** Addresses or CIDR ranges of reverse proxies whose forwarding headers count. */
  readonly trustProxy: readonly string[];
  /** Addresses or CIDR ranges besides the Internet's that trusted clients may name, such as for back-channel logout. */
  readonly outgoingNetworks: readonly string[];
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'pretty';
  readonly docsEnabled: boolean;
  readonly brand: Brand;
  readonly registration: RegistrationPolicy;
  readonly audit: AuditPolicy;
  readonly metrics: MetricsAccess;
  readonly passwords: PasswordPolicy;
  /** KiB of authorization requests of one network that may wait for people; ten times as much in all. */
  readonly waitingRequestsLimit: number;
  readonly lifetimes: Lifetimes;
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** How many characters a new password has at least. */
export interface PasswordPolicy {
  readonly minLength: number;
  /** Of people who hold a role with a scope of the admin API, if that is more. */
  readonly minLengthOfAdministrators: number;
}

/** How the pages present the organisation. */
export interface Brand {
  readonly name: string;
  readonly logoUrl?: string;
  /** CSS colours for light and dark, `#rgb` or `#rrggbb`. */
  readonly accent?: string;
  readonly accentDark?: string;
  readonly helpUrl?: string;
  readonly privacyUrl?: string;
}

/** Who may register clients dynamically (RFC 7591), and how. */
export interface RegistrationPolicy {
  /** No one, those who have an initial access token, or anyone. */
  readonly access: 'closed' | 'token' | 'open';
  /** Whether every client registered so must use PKCE; otherwise confidential ones may do without. */
  readonly requirePkce: boolean;
  /** How many clients one address may register in a quarter of an hour without an initial access token. */
  readonly limit: number;
  /** Seconds after which a client that a stranger registered, and that no user has allowed anything, is removed. */
  readonly unusedLifetime: number;
}

/** What the audit log records, keeps and passes on. */
export interface AuditPolicy {
  /** Days after which events are deleted; 0: never. */
  readonly retention: number;
  /** Whether each answer of the token endpoint is an event too, which costs it one statement. */
  readonly tokens: boolean;
  /** The address to which every event is sent; left out: none is sent. */
  readonly webhook?: Webhook;
}

/** Who gets the metrics: those who reach a port of their own, or else those who show a token. At most one is set. */
export interface MetricsAccess {
  /** Of a listener of their own, on the same host, that asks for no token. */
  readonly port?: number;
  /** At least 32 characters of RFC 6750 §2.1; access tokens with the scope `settings:read` do as well. */
  readonly token?: string;
}

/** A receiver of Standard Webhooks, and the key of its signatures. */
export interface Webhook {
  readonly url: string;
  /** `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string;
}

export interface Lifetimes {
  readonly authorizationCode: number;
  readonly accessToken: number;
  readonly idToken: number;
  /** Absolute lifetime of an authorization and its refresh tokens. */
  readonly refreshToken: number;
  /** An authorization that is not used for so long ends. */
  readonly refreshTokenIdle: number;
  /** How long a just-rotated refresh token still yields a working answer. */
  readonly refreshTokenGrace: number;
  readonly session: number;
  readonly sessionIdle: number;
  /** How long a person may take to sign in and decide. */
  readonly authorizationRequest: number;
  readonly signingKey: number;
  /** Of a client secret that the server generates; 0: for ever. */
  readonly clientSecret: number;
}

/** The injection token of {@link Config}. */
export const CONFIG = Symbol('Config');

export const DEFAULT_REGISTRATION: RegistrationPolicy = {
  access: 'closed',
  requirePkce: true,
  limit: 100,
  unusedLifetime: 30 * 86_400,
};

export const DEFAULT_AUDIT: AuditPolicy = { retention: 0, tokens: false };

export const DEFAULT_PASSWORDS: PasswordPolicy = { minLength: 8, minLengthOfAdministrators: 12 };
export const DEFAULT_WAITING_REQUESTS_LIMIT = 50_000;

export const DEFAULT_LIFETIMES: Lifetimes = {
  authorizationCode: 60,
  accessToken: 600,
  idToken: 3600,
  refreshToken: 90 * 86_400,
  refreshTokenIdle: 30 * 86_400,
  refreshTokenGrace: 30,
  session: 12 * 3600,
  sessionIdle: 2 * 3600,
  authorizationRequest: 1800,
  signingKey: 90 * 86_400,
  clientSecret: 0,
};
