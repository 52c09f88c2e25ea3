import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One access token that was revoked by itself; kept until it would have expired. */
@Entity('revoked_tokens')
@Index(['expiresAt'])
export class RevokedTokenEntity {
  /** The digest of the `jti`. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  @Column('bigint')
  expiresAt!: number;
}
