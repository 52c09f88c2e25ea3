import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A sign-in that waits until the person has done what is required of the account. */
@Entity('sign_ins')
@Index(['userId'])
@Index(['expiresAt'])
export class SignInEntity {
  /** Of the reference that the browser has. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  @Column('varchar', { length: 36 })
  userId!: string;

  /** Which version of the account was proven; null if its store does not count. */
  @Column('integer', { nullable: true })
  accountVersion!: number | null;

  /** RFC 8176 authentication methods that have been used, space-delimited. */
  @Column('varchar', { length: 255 })
  amr!: string;

  /** The name of the required action that it waits for; no other can go on with it. */
  @Column('varchar', { length: 64 })
  requiredAction!: string;

  /** The `sid` of the running session that it steps up, and without which it is void; null: it starts one. */
  @Column('varchar', { length: 36, nullable: true })
  sid!: string | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  expiresAt!: number;
}
