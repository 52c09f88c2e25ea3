import { optionalText, optionalUrl, text } from '../../config/setting-types.js';

/** Where traces go. What else OpenTelemetry's SDK reads from the environment, such as samplers, it reads itself. */
export const TRACING = {
  endpoint: optionalUrl({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    about:
      'Where traces are sent by OTLP over HTTP, such as http://collector:4318. Without it there are none, and nothing of OpenTelemetry is loaded.',
  }),
  headers: optionalText(
    {
      name: 'OTEL_EXPORTER_OTLP_HEADERS',
      about: 'Headers of these requests, such as a token of the collector: name=value, separated by commas.',
    },
    (given) => (headersIn(given) ? undefined : 'must be name=value, separated by commas'),
  ),
  serviceName: text({
    name: 'OTEL_SERVICE_NAME',
    about: 'What this server is called in traces.',
    fallback: 'gatehouse',
  }),
};

/** OpenTelemetry, "Specifying headers via environment variables": values are percent-encoded. Undefined if it is none. */
export function headersIn(given: string): Readonly<Record<string, string>> | undefined {
  const pairs = given.split(',').map((pair) => /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/s.exec(pair));
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        const [, name = '', value = ''] = pair as RegExpExecArray;
        return [name, decodeURIComponent(value.trim())];
      }),
    );
  } catch {
    return undefined;
  }
}
