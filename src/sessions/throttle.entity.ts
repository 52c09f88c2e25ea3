import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Failed sign-ins of one account, on one device or from one address; or what an address may do only so often. */
@Entity('throttles')
@Index(['expiresAt'])
export class ThrottleEntity {
  /** `account:`, `device:`, `address:` or the name of an act, and the digest of which or by whom. */
  @PrimaryColumn('varchar', { length: 128 })
  key!: string;

  @Column('integer')
  failures!: number;

  /** Until when no further attempt is looked at. */
  @Column('bigint')
  blockedUntil!: number;

  @Column('bigint')
  expiresAt!: number;
}
