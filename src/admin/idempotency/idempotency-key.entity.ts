import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that its sender may repeat without anything being created twice. */
@Entity('idempotency_keys')
@Index(['expiresAt'])
export class IdempotencyKeyEntity {
  /** Keyed hash of the caller and the key. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  /** Keyed hash of the request that came with it. */
  @Column('varchar', { length: 64 })
  fingerprint!: string;

  /** How it was answered, sealed, since it may hold a secret; null while it is in progress. */
  @Column('text', { nullable: true })
  sealedAnswer!: string | null;

  /** Which attempt is in progress; each has a name of its own. */
  @Column('varchar', { length: 36, default: '' })
  owner!: string;

  /** Until when the owner is known to live; it says so again and again while the request is in progress. */
  @Column('bigint', { default: 0 })
  leasedUntil!: number;

  @Column('bigint')
  expiresAt!: number;
}
