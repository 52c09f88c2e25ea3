/** JSON text of an object, made again only if it is another object than before. */
export class Serialized<T extends object> {
  private made: { readonly source: T; readonly text: string } | undefined;

  /** @param describe what of the source is written; left out: all of it */
  constructor(private readonly describe: (source: T) => object = (source) => source) {}

  of(source: T): string {
    if (this.made?.source !== source) this.made = { source, text: JSON.stringify(this.describe(source)) };
    return this.made.text;
  }
}
