import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What becomes of a mail that has not left yet. */
export type MailState = 'waiting' | 'failed';

/** A mail that has not left yet; its row goes away once it has, or some time after it failed. */
@Entity('mails')
@Index(['expiresAt'])
@Index(['userId'])
@Index(['createdAt', 'id'])
export class MailEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  /** The name of its template. */
  @Column('varchar', { length: 64 })
  template!: string;

  /** Whose account it is about. */
  @Column('varchar', { length: 36, nullable: true })
  userId!: string | null;

  /** The reader and the values, which may have secrets, as sealed JSON. */
  @Column('text')
  sealed!: string;

  /** Which delivery is the present one: a retry makes another, and the one before does nothing. */
  @Column('integer')
  round!: number;

  /** `waiting` for an attempt, or `failed`: no further one follows by itself. */
  @Column('varchar', { length: 16 })
  state!: MailState;

  /** In all rounds. */
  @Column('integer')
  attempts!: number;

  /** Why the last attempt failed. */
  @Column('varchar', { length: 512, nullable: true })
  lastError!: string | null;

  @Column('bigint', { nullable: true })
  lastAttemptAt!: number | null;

  @Column('bigint')
  createdAt!: number;

  /** Until when it is of use to its reader; it does not leave later. */
  @Column('bigint')
  validUntil!: number;

  /** Until when administrators can see what became of it. */
  @Column('bigint')
  expiresAt!: number;
}
