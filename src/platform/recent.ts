/** What was remembered last, by key; what was remembered longest ago makes room. */
export class Recent<V> {
  private readonly values = new Map<string, V>();

  /** @param capacity how many are kept at most */
  constructor(private readonly capacity: number) {}

  find(key: string): V | undefined {
    return this.values.get(key);
  }

  remember(key: string, value: V): void {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.capacity) this.values.delete(this.values.keys().next().value as string);
  }

  forget(key: string): void {
    this.values.delete(key);
  }
}
