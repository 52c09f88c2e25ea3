import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that a person has set up to prove who they are. What only one kind of factor needs is in a table of its own. */
@Entity('factors')
@Index(['userId'])
export class FactorEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('varchar', { length: 36 })
  userId!: string;

  /** Of which kind it is. */
  @Column('varchar', { length: 32 })
  factor!: string;

  /** What the person calls it. */
  @Column('varchar', { length: 255 })
  label!: string;

  @Column('bigint')
  createdAt!: number;

  @Column('bigint', { nullable: true })
  lastUsedAt!: number | null;
}
