import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Attributes, UserClaims } from './user.js';

@Entity('users')
@Index(['createdAt', 'id'])
@Index('users_deletions_due', ['deletionDueAt'], { where: 'deletion_due_at IS NOT NULL' })
// On an expression, which only the migration can say.
@Index('users_hashes_from_elsewhere', { synchronize: false })
export class UserEntity {
  /** The subject identifier; never reused. */
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('varchar', { length: 255 })
  username!: string;

  /** Trimmed, NFKC, lower case: what sign-in looks up. */
  @Column('varchar', { length: 255 })
  @Index({ unique: true })
  normalizedUsername!: string;

  @Column('varchar', { length: 320, nullable: true })
  @Index()
  normalizedEmail!: string | null;

  /** In its usual encoded form; null if the person cannot sign in by password. */
  @Column('text', { nullable: true })
  passwordHash!: string | null;

  /** The standard claims of OIDC Core §5.1, under their wire names. */
  @Column('simple-json')
  claims!: UserClaims;

  @Column('simple-json')
  roles!: string[];

  @Column('simple-json', { default: '[]' })
  groups!: string[];

  @Column('simple-json', { default: '{}' })
  attributes!: Attributes;

  @Column('bigint', { nullable: true })
  disabledAt!: number | null;

  /** Since when the person has to choose another password; null if no one wants that. */
  @Column('bigint', { nullable: true })
  passwordChangeRequiredAt!: number | null;

  /** The names of the factors that the user has set up, space-delimited: a sign-in need not look for those of others. */
  @Column('varchar', { length: 255, default: '' })
  factors!: string;

  /** When the account goes, because its person has deleted it; null if the person has not. */
  @Column('bigint', { nullable: true })
  deletionDueAt!: number | null;

  /** Until when the person may put off to set up a second factor, since they were asked for the first time; null: not asked. */
  @Column('bigint', { nullable: true })
  enrolBy!: number | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  updatedAt!: number;

  @Column('integer')
  version!: number;
}
