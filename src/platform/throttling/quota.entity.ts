import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How many requests all replicas together have let in of one client or network, if they are many. */
@Entity('quotas')
@Index(['expiresAt'])
export class QuotaEntity {
  /** The kind of requests, and the digest of whose they are. */
  @PrimaryColumn('varchar', { length: 128 })
  key!: string;

  /** Which minute since 1970. */
  @Column('bigint')
  minute!: number;

  @Column('bigint')
  count!: number;

  @Column('bigint')
  expiresAt!: number;
}
