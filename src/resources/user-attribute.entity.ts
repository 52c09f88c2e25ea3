import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An attribute of users that claims may be made of. */
@Entity('user_attributes')
export class UserAttributeEntity {
  @PrimaryColumn('varchar', { length: 64 })
  name!: string;

  /** What it says of a user, in words for administrators. */
  @Column('varchar', { length: 512 })
  description!: string;
}
