import fc from 'fast-check';

/** Any text, also with characters that no one types. */
export const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 }));

/** What comes of the work: it was accepted, or why not. */
export async function outcome(work: () => Promise<unknown>): Promise<'accepted' | Error> {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    return error as Error;
  }
}
