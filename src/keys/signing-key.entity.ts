import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signing key of the server. Its state (next, active, retired) follows from its times; see `signing-key.ts`. */
@Entity('signing_keys')
export class SigningKeyEntity {
  @PrimaryColumn('varchar', { length: 64 })
  kid!: string;

  /** RFC 7518 §3.1 algorithm. */
  @Column('varchar', { length: 16 })
  alg!: string;

  @Column('simple-json')
  publicJwk!: Record<string, unknown>;

  /** The private JWK, sealed with `ENCRYPTION_SECRET`. */
  @Column('text')
  sealedPrivateJwk!: string;

  @Column('bigint')
  createdAt!: number;

  /** From when on it signs. */
  @Column('bigint')
  activeAt!: number;

  /** Until when it is published, once a successor has taken over. */
  @Column('bigint', { nullable: true })
  expiresAt!: number | null;
}
