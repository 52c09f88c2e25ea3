import type { Send } from '../asking.js';

/** One request of the load; instants by `performance.now()`. */
export interface Operation {
  readonly began: number;
  readonly ended: number;
  /** Whether it was answered, and by no 5xx. */
  readonly ok: boolean;
  readonly path: string;
  /** Why it is not ok. */
  readonly problem?: string;
}

/** Every request of the load. */
export class Operations {
  readonly all: Operation[] = [];

  watch(send: Send): Send {
    return async (url, init) => {
      const began = performance.now();
      const { pathname: path } = new URL(url);
      try {
        const answer = await send(url, init);
        this.all.push({ began, ended: performance.now(), ok: true, path });
        return answer;
      } catch (error) {
        this.all.push({ began, ended: performance.now(), ok: false, path, problem: (error as Error).message });
        throw error;
      }
    };
  }

  /** When the last request ended that began after an instant and was not ok; that instant if all were. */
  lastFailure(since: number): number {
    return this.failures(since).reduce((last, { ended }) => Math.max(last, ended), since);
  }

  /** Milliseconds that each request took that began between two instants. @param except a path that does not count */
  took(from: number, until: number, except?: string): readonly number[] {
    const asked = this.all.filter(({ began, path }) => began >= from && began < until && path !== except);
    return asked.map(({ began, ended }) => ended - began);
  }

  failures(since = Number.NEGATIVE_INFINITY): readonly Operation[] {
    return this.all.filter(({ began, ok }) => !ok && began >= since);
  }
}
