import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A challenge that a passkey has answered, until it would not be taken any more. */
@Entity('used_challenges')
export class UsedChallengeEntity {
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  @Column('bigint')
  @Index()
  expiresAt!: number;
}
