import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The code that was sent to a person last. */
@Entity('email_codes')
@Index(['expiresAt'])
export class EmailCodeEntity {
  @PrimaryColumn('varchar', { length: 36 })
  userId!: string;

  /** Keyed with a secret of the server. */
  @Column('varchar', { length: 64 })
  digest!: string;

  /** How many were typed so far. */
  @Column('integer')
  tries!: number;

  @Column('bigint')
  expiresAt!: number;
}
