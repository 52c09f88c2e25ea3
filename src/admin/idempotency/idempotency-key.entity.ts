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

  /** The attempt that is in progress; each has an identifier of its own. */
  @Column('varchar', { length: 36, default: '' })
  owner!: string;

  /** Until when the claim of the owner counts; it is renewed while the request is in progress. */
  @Column('bigint', { default: 0 })
  leasedUntil!: number;

  @Column('bigint')
  expiresAt!: number;
}
