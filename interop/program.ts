import type { Chromium } from './chromium.js';
import type { Person } from './person.js';

/** The folders of this one that programs are in, each with its own lock files. */
export type Language = 'node' | 'python' | 'go' | 'java' | 'debian';

/** Where a program runs, who it is to the server, and who uses it. */
export interface Place {
  readonly issuer: string;
  /** Of the program: `http://localhost:PORT`. */
  readonly origin: string;
  readonly port: number;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The file of the authority that signed the server's certificate. */
  readonly ca: string;
  /** A folder for what the program writes, deleted at the end. */
  readonly scratch: string;
  readonly person: Person;
  readonly chromium: Chromium;
  /** An access token for the program's own API, by client credentials. */
  accessToken(): Promise<string>;
}

/** One third-party program, at the defaults of its own manual. */
export interface Program {
  /** `LANGUAGE/FILE`, for the command line. */
  readonly name: string;
  readonly title: string;
  /** Whose version is printed: a package, a module, or a property of the `pom.xml`. */
  readonly versionOf: string;
  /** Client metadata beside those that every program gets; `redirect_uris` are paths. */
  readonly client?: Readonly<Record<string, unknown>>;
  /** What makes the program an API: members of its resource beside name and scopes; `identifier` may be a path of it. */
  readonly resource?: Readonly<Record<string, unknown>>;
  /** Left out: what is usual for the language. */
  readonly command?: (place: Place) => readonly string[];
  readonly environment?: (place: Place) => Readonly<Record<string, string>>;
  /** What is set otherwise than the manual of the program, or the server's default, has it. */
  readonly changed?: readonly string[];
  /** Why that cannot be left out; there is one if something is changed. */
  readonly because?: string;
  /** Uses the running program. @throws Error if it does not work */
  readonly walk: (place: Place) => Promise<void>;
}

/** What a run of one program came to. */
export interface Result {
  readonly program: Program;
  readonly version: string;
  readonly outcome: 'works' | 'fails' | 'not run';
  /** Why it fails or was not run. */
  readonly why?: string;
}

/** The name of the only scope of the program's API. */
export function scopeOf(program: Program): string {
  return `${idOf(program)}:read`;
}

/** The identifier of the program's API, which is at the origin. */
export function resourceOf(program: Program, origin: string): string {
  const { identifier = `https://${idOf(program)}.example.com` } = program.resource ?? {};
  return new URL(String(identifier), origin).href.replace(/\/$/, '');
}

/** The program's `client_id`. */
export function idOf({ name }: Program): string {
  return name.replace('/', '-');
}
