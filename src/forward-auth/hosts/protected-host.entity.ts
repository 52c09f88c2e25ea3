import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AccessRule } from '../access/access-rule.js';
import type { IdentityHeaders } from './protected-host.js';

/** A host of an app that speaks no OpenID Connect. */
@Entity('protected_hosts')
export class ProtectedHostEntity {
  @PrimaryColumn('varchar', { length: 255 })
  host!: string;

  /** By what people know the app. */
  @Column('varchar', { length: 255 })
  name!: string;

  @Column('simple-json')
  rules!: AccessRule[];

  @Column('simple-json')
  headers!: IdentityHeaders;

  /** What people were let in to before counts no more if the host was removed meanwhile. */
  @Column('bigint')
  createdAt!: number;
}
