import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity.js';

/** A username or an email address by which one person signs in, and no one else. */
@Entity('sign_in_names')
export class SignInNameEntity {
  /** Trimmed, NFKC, lower case. */
  @PrimaryColumn('varchar', { length: 320 })
  name!: string;

  @Column('varchar', { length: 36 })
  @Index()
  @ForeignKey(() => UserEntity, { onDelete: 'CASCADE' })
  userId!: string;

  /** How good the claim is; the smaller is the better: 0 a username, 1 a verified address, which may be the username too, 2 an address. */
  @Column('integer')
  rank!: number;
}
