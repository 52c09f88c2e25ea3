import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that has to reach another server; the row goes away once it has, or is given up. */
@Entity('deliveries')
@Index(['nextAttemptAt'])
export class DeliveryEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('varchar', { length: 64 })
  kind!: string;

  @Column('simple-json')
  payload!: unknown;

  @Column('bigint')
  createdAt!: number;

  /** How often it was leased. */
  @Column('integer')
  attempts!: number;

  /** When it is due; while one process delivers it, when its lease ends. */
  @Column('bigint')
  nextAttemptAt!: number;
}
