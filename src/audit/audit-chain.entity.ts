import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The beginning and the end of the chain of audit events: the one row that tells what is missing at either end. */
@Entity('audit_chain')
export class AuditChainEntity {
  @PrimaryColumn('varchar', { length: 16 })
  id!: string;

  @Column('bigint')
  firstSequence!: number;

  /** Hash of the event before the first, which retention has deleted; empty if there never was one. */
  @Column('varchar', { length: 64 })
  firstPrevious!: string;

  @Column('bigint')
  lastSequence!: number;

  @Column('varchar', { length: 64 })
  lastHash!: string;

  /** Keyed hash over all of the above. */
  @Column('varchar', { length: 64 })
  mac!: string;
}
