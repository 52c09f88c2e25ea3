import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Written to see whether anything can be, and deleted at once. */
@Entity('write_probes')
export class WriteProbeEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('text')
  filler!: string;
}
