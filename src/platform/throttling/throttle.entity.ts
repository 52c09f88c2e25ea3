import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Failed sign-ins of one name, account or network; or what an address may do only so often. */
@Entity('throttles')
@Index(['expiresAt'])
export class ThrottleEntity {
  /** The kind of a counter (`throttle.ts`) or the name of an act, and the digest of what or who is counted. */
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
