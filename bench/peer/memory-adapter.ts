import type { Adapter, Payload } from 'oidc-provider';

interface Stored {
  readonly payload: Payload;
  readonly expiresAt: number;
}

/** Milliseconds between two sweeps for what has expired. */
const SWEEP = 10_000;

/** Everything in maps of this process: the fastest store there can be, and none that survives a restart. */
export class MemoryAdapter implements Adapter {
  private readonly stored = new Map<string, Stored>();
  private readonly byUid = new Map<string, string>();
  private readonly byUserCode = new Map<string, string>();
  private readonly byGrant = new Map<string, Set<string>>();

  constructor(readonly model: string) {
    setInterval(() => this.sweep(), SWEEP).unref();
  }

  async upsert(id: string, payload: Payload, expiresIn = Number.POSITIVE_INFINITY): Promise<void> {
    this.stored.set(id, { payload, expiresAt: Date.now() + expiresIn * 1000 });
    if (payload.uid !== undefined) this.byUid.set(payload.uid, id);
    if (payload.userCode !== undefined) this.byUserCode.set(payload.userCode, id);
    if (payload.grantId === undefined) return;
    const members = this.byGrant.get(payload.grantId);
    if (members) members.add(id);
    else this.byGrant.set(payload.grantId, new Set([id]));
  }

  async find(id: string): Promise<Payload | undefined> {
    const found = this.stored.get(id);
    return found && found.expiresAt > Date.now() ? found.payload : undefined;
  }

  async findByUid(uid: string): Promise<Payload | undefined> {
    return this.find(this.byUid.get(uid) ?? '');
  }

  async findByUserCode(userCode: string): Promise<Payload | undefined> {
    return this.find(this.byUserCode.get(userCode) ?? '');
  }

  async consume(id: string): Promise<void> {
    const found = this.stored.get(id);
    if (found) found.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    const payload = this.stored.get(id)?.payload;
    this.stored.delete(id);
    if (payload?.uid !== undefined) this.byUid.delete(payload.uid);
    if (payload?.userCode !== undefined) this.byUserCode.delete(payload.userCode);
    if (payload?.grantId !== undefined) this.byGrant.get(payload.grantId)?.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const id of this.byGrant.get(grantId) ?? []) await this.destroy(id);
    this.byGrant.delete(grantId);
  }

  private sweep(): void {
    const now = Date.now();
    for (const [id, { expiresAt }] of this.stored) if (expiresAt <= now) void this.destroy(id);
  }
}
