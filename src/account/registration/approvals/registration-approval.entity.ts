import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An account that a person has registered and that an administrator has to approve; until then it is disabled. */
@Entity('registration_approvals')
export class RegistrationApprovalEntity {
  @PrimaryColumn('varchar', { length: 36 })
  userId!: string;

  @Column('bigint')
  requestedAt!: number;
}
