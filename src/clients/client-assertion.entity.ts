import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A client assertion that was used; kept until it would have expired. */
@Entity('client_assertions')
@Index(['expiresAt'])
export class ClientAssertionEntity {
  /** The digest of the `client_id` and the `jti`. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  @Column('bigint')
  expiresAt!: number;
}
