import type { IncomingMessage } from 'node:http';

/** Whether a request has a header in more than one line: of some headers Node keeps only the first line, and `headersDistinct` sorts all headers. */
export function isRepeated({ rawHeaders }: IncomingMessage, header: string): boolean {
  let lines = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === header.length && name.toLowerCase() === header) lines++;
  }
  return lines > 1;
}
