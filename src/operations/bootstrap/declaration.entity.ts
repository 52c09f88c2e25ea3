import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a bootstrap file declared last of one thing. */
@Entity('declarations')
export class DeclarationEntity {
  /** Keyed hash of the thing's kind and name. The row `since` holds the instant before which things were created that have no row. */
  @PrimaryColumn('varchar', { length: 64 })
  thing!: string;

  /** JSON: keyed hashes of what was declared, by member. */
  @Column('text')
  members!: string;

  /** Of a user: whether a stored password hash was found to be of the declared password. */
  @Column('varchar', { length: 64, nullable: true })
  passwordVerdict!: string | null;
}
