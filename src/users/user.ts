/** The standard claims of OIDC Core §5.1 that are stored per user, under their wire names. */
export interface UserClaims {
  readonly name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly middle_name?: string;
  readonly nickname?: string;
  readonly preferred_username?: string;
  readonly profile?: string;
  readonly picture?: string;
  readonly website?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly gender?: string;
  readonly birthdate?: string;
  readonly zoneinfo?: string;
  readonly locale?: string;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
  readonly address?: Readonly<Record<string, string>>;
}

/** An end-user as the protocol sees one. */
export interface User {
  /** The subject identifier. */
  readonly id: string;
  readonly username: string;
  readonly claims: UserClaims;
  readonly roles: readonly string[];
  /** Disabled users can neither sign in nor refresh. */
  readonly disabled: boolean;
  /** When the profile last changed. */
  readonly updatedAt: number;
}
