import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A role that administrators have made; the built-in ones are not stored. */
@Entity('roles')
export class RoleEntity {
  @PrimaryColumn('varchar', { length: 255 })
  name!: string;

  /** What it is for, in words for administrators. */
  @Column('varchar', { length: 512 })
  description!: string;

  /** The scopes of the admin API that its holders may get. */
  @Column('simple-json')
  scopes!: string[];
}

/** What a role says of second factors, also one that is built in. */
@Entity('role_policies')
export class RolePolicyEntity {
  @PrimaryColumn('varchar', { length: 255 })
  role!: string;

  @Column('varchar', { length: 16 })
  secondFactor!: string;
}
