import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What someone typed who wants an account and has not proven the address yet. No account is made of it before. */
@Entity('pending_registrations')
@Index(['email'])
@Index(['network'])
@Index(['expiresAt'])
export class PendingRegistrationEntity {
  /** Of the secret in the mailed link. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  /** Digest of the normalized address. */
  @Column('varchar', { length: 64 })
  email!: string;

  /** Digest of the network that it came from. */
  @Column('varchar', { length: 64 })
  network!: string;

  /** JSON, sealed with the secret of the link. */
  @Column('text')
  contents!: string;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  expiresAt!: number;
}
