/** What was remembered last, by key: the latest half of the capacity for certain. */
export class Recent<V> {
  private younger = new Map<string, V>();
  /** Goes as a whole when the younger ones have become as many: a map that loses its oldest entry each time is slow. */
  private older = new Map<string, V>();

  /** @param capacity how many are kept at most */
  constructor(private readonly capacity: number) {}

  find(key: string): V | undefined {
    return this.younger.get(key) ?? this.older.get(key);
  }

  remember(key: string, value: V): void {
    this.younger.set(key, value);
    if (this.younger.size * 2 < this.capacity) return;
    this.older = this.younger;
    this.younger = new Map();
  }

  forget(key: string): void {
    this.younger.delete(key);
    this.older.delete(key);
  }
}
