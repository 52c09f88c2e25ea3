import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A task whose solution was taken, until it would not be taken any more. */
@Entity('solved_tasks')
export class SolvedTaskEntity {
  /** Of the signature of the task. */
  @PrimaryColumn('varchar', { length: 64 })
  digest!: string;

  @Column('bigint')
  @Index()
  expiresAt!: number;
}
