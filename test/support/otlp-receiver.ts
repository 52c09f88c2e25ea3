import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it was received. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty of a span that has no parent. */
  readonly parentId: string;
  readonly name: string;
  /** Of the enumeration SpanKind of OTLP: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** A collector of OpenTelemetry: takes traces by OTLP over HTTP, in protobuf. */
export interface OtlpReceiver {
  readonly endpoint: string;
  readonly spans: ReceivedSpan[];
  readonly bodies: Buffer[];
  readonly headers: IncomingHttpHeaders[];
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const [spans, bodies, headers]: [ReceivedSpan[], Buffer[], IncomingHttpHeaders[]] = [[], [], []];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf') {
      bodies.push(body);
      headers.push(request.headers);
      spans.push(...spansIn(body));
    }
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { endpoint: `http://127.0.0.1:${port}`, spans, bodies, headers, close };
}

/** A field of a protobuf message: its number, and its value. */
type Field = readonly [number: number, value: bigint | Buffer];

/** ExportTraceServiceRequest: resource_spans (1) > scope_spans (2) > spans (2). */
function spansIn(request: Buffer): readonly ReceivedSpan[] {
  return parts(request, 1)
    .flatMap((resource) => parts(resource, 2))
    .flatMap((scope) => parts(scope, 2))
    .map((span) => ({
      traceId: (parts(span, 1)[0] ?? Buffer.of()).toString('hex'),
      spanId: (parts(span, 2)[0] ?? Buffer.of()).toString('hex'),
      parentId: (parts(span, 4)[0] ?? Buffer.of()).toString('hex'),
      name: String(parts(span, 5)[0]),
      kind: Number(fieldsOf(span).find(([number]) => number === 6)?.[1] ?? 0),
      attributes: Object.fromEntries(parts(span, 9).map(attributeIn)),
    }));
}

function attributeIn(attribute: Buffer): readonly [string, string | number] {
  const [value] = fieldsOf(parts(attribute, 2)[0] ?? Buffer.of());
  return [String(parts(attribute, 1)[0]), typeof value?.[1] === 'bigint' ? Number(value[1]) : String(value?.[1])];
}

function parts(message: Buffer, wanted: number): readonly Buffer[] {
  return fieldsOf(message).flatMap(([number, value]) =>
    number === wanted && typeof value !== 'bigint' ? [value] : [],
  );
}

/** https://protobuf.dev/programming-guides/encoding/ */
function fieldsOf(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number) => {
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const kind = tag & 7;
    const value = kind === 0 ? varint() : bytes(kind === 1 ? 8 : kind === 5 ? 4 : Number(varint()));
    fields.push([tag >> 3, value]);
  }
  return fields;
}
