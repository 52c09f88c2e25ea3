import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What came back. */
interface RawAnswer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

/** Asks with headers that `fetch` does not let one set, such as another `Host`, or one that is sent twice. */
export function rawRequest(url: string, headers: Readonly<Record<string, string | string[]>>): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, agent: false }, async (answer) => {
      const { statusCode: status, headers } = answer;
      resolve({ status, location: headers.location, body: await text(answer) });
    });
    sent.once('error', reject).end();
  });
}
