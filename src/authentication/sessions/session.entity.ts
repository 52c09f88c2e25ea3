import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An end-user's login in one browser. */
@Entity('sessions')
@Index(['userId'])
@Index(['expiresAt'])
export class SessionEntity {
  /** The digest of the cookie's value. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  /** OIDC Front-Channel Logout §3: the `sid` of ID tokens; says nothing about the cookie. */
  @Column('varchar', { length: 36 })
  @Index({ unique: true })
  sid!: string;

  @Column('varchar', { length: 36 })
  userId!: string;

  /** RFC 8176 authentication methods, space-delimited. */
  @Column('varchar', { length: 255 })
  amr!: string;

  @Column('varchar', { length: 255 })
  acr!: string;

  /** The `client_id` of each client that hears of the session's end, one a line, in any order, some twice. */
  @Column('text', { default: '' })
  clients!: string;

  @Column('bigint')
  authenticatedAt!: number;

  @Column('bigint')
  lastSeenAt!: number;

  /** The earlier of idle and absolute end. */
  @Column('bigint')
  expiresAt!: number;
}
