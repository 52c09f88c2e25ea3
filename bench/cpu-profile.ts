/** What `node --cpu-prof` writes. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds between samples. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** Names with their share of the time in which the process was not idle, largest first. */
export type Shares = readonly (readonly [name: string, share: number])[];

/**
 * Where the time went, by three names.
 * @param seconds how much of the profile's end counts; before that the program started
 */
export function timesOf(profile: CpuProfile, seconds: number): Readonly<Record<string, Shares>> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const own = new Map<string, number>();
  const packages = new Map<string, number>();
  const total = new Map<string, number>();
  let busy = 0;
  let left = profile.timeDeltas.reduce((sum, each) => sum + each, 0);
  for (const [index, id] of profile.samples.entries()) {
    const node = nodes.get(id);
    const time = profile.timeDeltas[index] ?? 0;
    left -= time;
    if (!node || node.callFrame.functionName === '(idle)' || left > seconds * 1e6) continue;
    busy += time;
    add(own, nameOf(node), time);
    add(packages, placeOf(node.callFrame.url).package, time);
    for (const name of new Set(stackOf(node, nodes, parents).map(nameOf))) add(total, name, time);
  }
  const shares = (times: ReadonlyMap<string, number>): Shares =>
    [...times].map(([name, time]) => [name, time / busy] as const).sort(([, left], [, right]) => right - left);
  return {
    'functions, without what they call': shares(own),
    'packages, without what they call': shares(packages),
    'functions, with what they call until they first await': shares(total),
  };
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

function stackOf(
  node: ProfileNode,
  nodes: ReadonlyMap<number, ProfileNode>,
  parents: ReadonlyMap<number, number>,
): readonly ProfileNode[] {
  const stack: ProfileNode[] = [];
  let current: ProfileNode | undefined = node;
  while (current) {
    stack.push(current);
    current = nodes.get(parents.get(current.id) ?? -1);
  }
  return stack;
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  return `${functionName || '(anonymous)'}  ${placeOf(url).file}:${lineNumber + 1}`;
}

/** `node_modules/pg/lib/client.js` belongs to `pg`, `dist/tokens/x.js` to our room `tokens`. */
function placeOf(url: string): { readonly file: string; readonly package: string } {
  const inModule = url.lastIndexOf('node_modules/');
  if (inModule !== -1) {
    const file = url.slice(inModule + 'node_modules/'.length);
    return { file, package: /^(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file };
  }
  const inDist = url.lastIndexOf('/dist/');
  if (inDist === -1) return { file: url, package: url || '(native)' };
  const file = url.slice(inDist + '/dist/'.length);
  return { file, package: `ours: ${file.split('/')[0]}` };
}
