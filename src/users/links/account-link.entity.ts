import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Lets its holder do one thing, once. */
@Entity('account_links')
@Index(['userId'])
@Index(['expiresAt'])
export class AccountLinkEntity {
  /** Of the secret that the holder has. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  /** What it is for, such as `invitation`; it is good for nothing else. */
  @Column('varchar', { length: 32 })
  purpose!: string;

  /** Whose account it is for; null: one that is still to be created. */
  @Column('varchar', { length: 36, nullable: true })
  userId!: string | null;

  /** Which version of the account it is for: any change of the account voids it; null: it outlives changes, or there is no account. */
  @Column('integer', { nullable: true })
  accountVersion!: number | null;

  /** What else it is about, sealed with its secret; null: nothing. */
  @Column('text', { nullable: true })
  data!: string | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  expiresAt!: number;
}
