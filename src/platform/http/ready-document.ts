/** Names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** What a route answers everyone alike, kept as text. */
export interface ReadyDocument {
  readonly paths: readonly string[];
  readonly headers: Headers;
  /** The text as of now; undefined where something has to be read first, which the route does. */
  text(): string | undefined;
}
