import type { Adapter, Payload } from 'oidc-provider';
import type pg from 'pg';

/** One table for every model, with an index for each way it is searched. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS models (
    model TEXT NOT NULL,
    id TEXT NOT NULL,
    payload JSONB NOT NULL,
    grant_id TEXT,
    user_code TEXT,
    uid TEXT,
    consumed_at BIGINT,
    expires_at BIGINT,
    PRIMARY KEY (model, id)
  );
  CREATE INDEX IF NOT EXISTS models_by_grant ON models (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS models_by_user_code ON models (user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX IF NOT EXISTS models_by_uid ON models (uid) WHERE uid IS NOT NULL;
`;

const UPSERT = {
  name: 'upsert',
  text: `INSERT INTO models (model, id, payload, grant_id, user_code, uid, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (model, id) DO UPDATE SET payload = $3, grant_id = $4, user_code = $5, uid = $6, expires_at = $7`,
};
const FIND = { name: 'find', text: 'SELECT payload, consumed_at, expires_at FROM models WHERE model = $1 AND id = $2' };
const FIND_BY_UID = {
  name: 'find-by-uid',
  text: 'SELECT payload, consumed_at, expires_at FROM models WHERE model = $1 AND uid = $2',
};
const FIND_BY_USER_CODE = {
  name: 'find-by-user-code',
  text: 'SELECT payload, consumed_at, expires_at FROM models WHERE model = $1 AND user_code = $2',
};
const CONSUME = { name: 'consume', text: 'UPDATE models SET consumed_at = $3 WHERE model = $1 AND id = $2' };
const DESTROY = { name: 'destroy', text: 'DELETE FROM models WHERE model = $1 AND id = $2' };
const REVOKE = { name: 'revoke', text: 'DELETE FROM models WHERE grant_id = $1' };

const seconds = () => Math.floor(Date.now() / 1000);

interface Row {
  readonly payload: Payload;
  readonly consumed_at: string | null;
  readonly expires_at: string | null;
}

/** The adapter that a careful user of the peer would write: one prepared statement per call, one round trip each. */
export function postgresAdapter(pool: pg.Pool): new (model: string) => Adapter {
  return class PostgresAdapter implements Adapter {
    constructor(readonly model: string) {}

    async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
      const { grantId = null, userCode = null, uid = null } = payload;
      const expiresAt = expiresIn === undefined ? null : seconds() + expiresIn;
      await pool.query({
        ...UPSERT,
        values: [this.model, id, JSON.stringify(payload), grantId, userCode, uid, expiresAt],
      });
    }

    find(id: string): Promise<Payload | undefined> {
      return this.one(FIND, id);
    }

    findByUid(uid: string): Promise<Payload | undefined> {
      return this.one(FIND_BY_UID, uid);
    }

    findByUserCode(userCode: string): Promise<Payload | undefined> {
      return this.one(FIND_BY_USER_CODE, userCode);
    }

    async consume(id: string): Promise<void> {
      await pool.query({ ...CONSUME, values: [this.model, id, seconds()] });
    }

    async destroy(id: string): Promise<void> {
      await pool.query({ ...DESTROY, values: [this.model, id] });
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      await pool.query({ ...REVOKE, values: [grantId] });
    }

    private async one(statement: { name: string; text: string }, key: string): Promise<Payload | undefined> {
      const [row] = (await pool.query<Row>({ ...statement, values: [this.model, key] })).rows;
      if (!row || (row.expires_at !== null && Number(row.expires_at) <= seconds())) return undefined;
      return row.consumed_at === null ? row.payload : { ...row.payload, consumed: Number(row.consumed_at) };
    }
  };
}
