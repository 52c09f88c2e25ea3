/** Names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** A document that is the same for everyone, kept as text. */
export interface ReadyDocument {
  readonly paths: readonly string[];
  readonly headers: Headers;
  /** The text as of now; undefined if something has to be read first, which the route does. */
  text(): string | undefined;
}
