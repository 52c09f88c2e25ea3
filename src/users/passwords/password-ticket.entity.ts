import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Lets its holder choose a password, once. */
@Entity('password_tickets')
@Index(['userId'])
@Index(['expiresAt'])
export class PasswordTicketEntity {
  /** Of the secret that the holder has. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  /** What it is for, such as `invitation`; it is good for nothing else. */
  @Column('varchar', { length: 16 })
  purpose!: string;

  /** Whose password; null: that of the first user, who is still to be created. */
  @Column('varchar', { length: 36, nullable: true })
  userId!: string | null;

  /** Which version of the account it is for: any change of the account voids it; null for the first user. */
  @Column('integer', { nullable: true })
  accountVersion!: number | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  expiresAt!: number;
}
