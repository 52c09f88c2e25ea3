import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A browser in which an account is not asked for its second factor. */
@Entity('remembered_devices')
@Index(['userId'])
@Index(['expiresAt'])
export class RememberedDeviceEntity {
  /** Of the secret that the browser has. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  /** By which it is listed and forgotten. */
  @Column('varchar', { length: 36 })
  id!: string;

  @Column('varchar', { length: 36 })
  userId!: string;

  @Column('varchar', { length: 255, nullable: true })
  userAgent!: string | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  lastUsedAt!: number;

  @Column('bigint')
  expiresAt!: number;
}
