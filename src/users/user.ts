/** OIDC Core §5.1.1. */
export interface Address {
  /** The whole address as it is written on a letter. */
  readonly formatted?: string;
  readonly street_address?: string;
  readonly locality?: string;
  readonly region?: string;
  readonly postal_code?: string;
  readonly country?: string;
}

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
  readonly address?: Address;
  /** The same in other languages and scripts (OIDC Core §5.2), such as `family_name#ja-Kana-JP`. */
  readonly [inLanguage: `${string}#${string}`]: string | Address;
}

/** What an organisation knows of a user beside the standard claims, by names of its own. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type AttributeValue = string | number | boolean | readonly string[];

/** How identifiers of users look; no database is asked for anything else. */
export const USER_ID = /^[\x21-\x7e]{1,36}$/;

/** An end-user as the protocol sees one. */
export interface User {
  /** By what this server knows the user; also the subject identifier of clients whose `subject_type` is `public`. */
  readonly id: string;
  readonly username: string;
  readonly claims: UserClaims;
  readonly roles: readonly string[];
  /** Where the user belongs, for applications; gives no power over this server. Left out: nowhere. */
  readonly groups?: readonly string[];
  /** Left out: none. */
  readonly attributes?: Attributes;
  /** Disabled users can neither sign in nor refresh. */
  readonly disabled: boolean;
  /** The person has to choose another password before anything else; left out: no. */
  readonly passwordChangeRequired?: boolean;
  /**
   * The names of the factors that the person has set up beside the password, in the built-in store; left out by every other
   * store, whose users' factors are looked up.
   */
  readonly factors?: readonly string[];
  /** When the account goes, because its person has deleted it; left out: it stays. */
  readonly deletionDueAt?: number;
  /** Until when the person may put off to set up a second factor; left out: they were not asked yet. */
  readonly enrolBy?: number | undefined;
  /** When the profile last changed. */
  readonly updatedAt: number;
  /**
   * Counts the changes of the account in the built-in store, so that no one signs in by a password that was changed
   * meanwhile; left out by every other store.
   */
  readonly accountVersion?: number;
}

/**
 * Whether the person can neither sign in nor have clients go on for them: disabled, or first to choose another password or
 * to keep the account that they have deleted.
 */
export function isBarred({ disabled, passwordChangeRequired = false, deletionDueAt }: User): boolean {
  return disabled || passwordChangeRequired || deletionDueAt !== undefined;
}
