import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A random key that all replicas share, for keyed hashes; sealed with `ENCRYPTION_SECRET`. */
@Entity('server_secrets')
export class ServerSecretEntity {
  @PrimaryColumn('varchar', { length: 64 })
  name!: string;

  @Column('text')
  sealed!: string;
}
