import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One security-relevant act; rows are added, sealed, and deleted from the oldest on after `AUDIT_RETENTION`. */
@Entity('audit_events')
@Index(['at'])
@Index(['actor', 'at'])
@Index(['clientId', 'at'])
@Index(['sequence'], { unique: true })
/** Of the account that an event is about, in its details: an expression, which only the migration can say. */
@Index('audit_events_about_user', { synchronize: false })
export class AuditEventEntity {
  @PrimaryColumn('varchar', { length: 36 })
  id!: string;

  @Column('bigint')
  at!: number;

  /** What happened, such as `login.failed`. */
  @Column('varchar', { length: 64 })
  type!: string;

  /** Who did it: a subject or a client identifier. */
  @Column('varchar', { length: 255, nullable: true })
  actor!: string | null;

  @Column('varchar', { length: 255, nullable: true })
  clientId!: string | null;

  @Column('varchar', { length: 64, nullable: true })
  address!: string | null;

  @Column('varchar', { length: 64, nullable: true })
  requestId!: string | null;

  /** What else there is to know, without secrets. */
  @Column('simple-json')
  details!: Record<string, unknown>;

  /** Its place in the chain; null until it is sealed, about a second after it was written. */
  @Column('bigint', { nullable: true })
  sequence!: number | null;

  /** Keyed hash over all of the above and the hash of the event before it. */
  @Column('varchar', { length: 64, nullable: true })
  hash!: string | null;
}
