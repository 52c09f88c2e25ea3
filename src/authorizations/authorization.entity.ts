import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AskedClaims } from '../oauth/claims-request.js';

/**
 * Everything that comes from one authorization, once its code is redeemed: refresh token and access tokens.
 * One row for its whole life, so that redeeming and rotating are one conditional INSERT or UPDATE each.
 */
@Entity('families')
@Index(['userId', 'clientId'])
@Index(['purgeAt'])
export class AuthorizationEntity {
  @PrimaryColumn('varchar', { length: 24 })
  id!: string;

  @Column('varchar', { length: 255 })
  clientId!: string;

  @Column('varchar', { length: 36 })
  userId!: string;

  /** The session it was authorized in. */
  @Column('varchar', { length: 36 })
  sid!: string;

  /** The granted scope, space-delimited. */
  @Column('text')
  scope!: string;

  /** RFC 8707 resources that were asked for; empty if none was named. */
  @Column('simple-json')
  resources!: string[];

  /** OIDC Core §5.5: claims that were asked for by name, and in which languages; null if none were. */
  @Column('simple-json', { nullable: true })
  askedClaims!: AskedClaims | null;

  @Column('bigint')
  authenticatedAt!: number;

  @Column('varchar', { length: 255 })
  acr!: string;

  @Column('varchar', { length: 255 })
  amr!: string;

  /** When the code was redeemed. */
  @Column('bigint')
  issuedAt!: number;

  /** How often the refresh token was rotated; null while there is none. */
  @Column('integer', { nullable: true })
  generation!: number | null;

  /** The digest of the current refresh token. */
  @Column('varchar', { length: 64, nullable: true })
  refreshTokenDigest!: string | null;

  /** Which generations were rotated when, as far back as the grace window reaches. */
  @Column('text', { nullable: true })
  rotations!: string | null;

  /** When the refresh token ends if it is not used. */
  @Column('bigint', { nullable: true })
  idleExpiresAt!: number | null;

  @Column('bigint')
  expiresAt!: number;

  @Column('bigint', { nullable: true })
  revokedAt!: number | null;

  /** From when on the row may be deleted: no earlier than its code and its last token expire; see `purgeTime`. */
  @Column('bigint')
  purgeAt!: number;
}
