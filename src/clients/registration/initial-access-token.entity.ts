import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A token that lets its holder register clients (RFC 7591 §1.2). */
@Entity('initial_access_tokens')
@Index(['digest'], { unique: true })
export class InitialAccessTokenEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('varchar', { length: 64 })
  digest!: string;

  /** For administrators: whom it is for. */
  @Column('varchar', { length: 255, nullable: true })
  description!: string | null;

  @Column('varchar', { length: 255, nullable: true })
  createdBy!: string | null;

  @Column('bigint')
  createdAt!: number;

  /** Null: never. */
  @Column('bigint', { nullable: true })
  expiresAt!: number | null;

  /** How many clients it may register; null: any number. */
  @Column('integer', { nullable: true })
  maxUses!: number | null;

  /** How many it has registered. */
  @Column('integer')
  uses!: number;
}
