import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An authorization request that waits while a person signs in and decides. */
@Entity('parked_requests')
@Index(['expiresAt'])
@Index('parked_requests_waiting', ['network', 'size'], { where: 'user_id IS NULL OR answered_at IS NULL' })
export class ParkedRequestEntity {
  /** The digest of the reference that the browser carries. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  @Column('varchar', { length: 255 })
  clientId!: string;

  @Column('simple-json')
  parameters!: Record<string, string | readonly string[]>;

  /** The digest of the network that sent it. */
  @Column('varchar', { length: 64, default: '' })
  network!: string;

  /** Of the parameters, in begun KiB. */
  @Column('integer', { default: 1 })
  size!: number;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  expiresAt!: number;

  /** With whose account the request goes on; null as long as no one is signed in. */
  @Column('varchar', { length: 36, nullable: true })
  userId!: string | null;

  /** When the person picked the account to go on with. */
  @Column('bigint', { nullable: true })
  accountSelectedAt!: number | null;

  /** The decision on the consent page. */
  @Column('varchar', { length: 8, nullable: true })
  decision!: 'allow' | 'deny' | null;

  /** Who decided. */
  @Column('varchar', { length: 36, nullable: true })
  decidedBy!: string | null;

  /** When the client got its answer. */
  @Column('bigint', { nullable: true })
  answeredAt!: number | null;
}
