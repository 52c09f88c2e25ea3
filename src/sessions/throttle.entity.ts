import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Failed sign-ins of one account or from one address. */
@Entity('throttles')
@Index(['expiresAt'])
export class ThrottleEntity {
  /** `account:` or `address:` and the digest of which. */
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
