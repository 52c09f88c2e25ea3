import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who has accepted which version of the terms. */
@Entity('terms_acceptances')
export class TermsAcceptanceEntity {
  @PrimaryColumn('varchar', { length: 36 })
  userId!: string;

  @PrimaryColumn('varchar', { length: 64 })
  version!: string;

  @Column('bigint')
  acceptedAt!: number;
}
