import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A code that lets its holders register. */
@Entity('registration_invitations')
@Index(['digest'], { unique: true })
@Index(['expiresAt'])
export class RegistrationInvitationEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('varchar', { length: 64 })
  digest!: string;

  /** For administrators: whom it is for. */
  @Column('varchar', { length: 255, nullable: true })
  description!: string | null;

  @Column('varchar', { length: 255, nullable: true })
  createdBy!: string | null;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint')
  expiresAt!: number;

  /** How many people may register with it. */
  @Column('integer')
  maxUses!: number;

  /** How many have registered with it. */
  @Column('integer')
  uses!: number;
}
