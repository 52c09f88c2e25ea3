import { pointer, throwViolations, Violations } from '../platform/validation/violations.js';

/** What clients of one kind have in common. */
export interface ClientTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Client metadata that are preset; what a registration says itself comes before. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Members that a registration has to give. */
  readonly required: readonly string[];
  /** A registration from it, without `template`. */
  readonly example: Readonly<Record<string, unknown>>;
}

const INTERACTIVE = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};

/** RFC 9700 §2.1.1: a public client has nothing but PKCE to protect its codes. */
const PUBLIC = { ...INTERACTIVE, token_endpoint_auth_method: 'none', require_pkce: true };

const PEOPLE = 'openid profile email offline_access';

/** RFC 8252, RFC 9700 and the profiles that grew from them, as far as they say how a client is registered. */
export const CLIENT_TEMPLATES: readonly ClientTemplate[] = [
  {
    id: 'web',
    name: 'Web app',
    description: 'An application on a server, which signs people in and keeps a secret.',
    metadata: {
      application_type: 'web',
      ...INTERACTIVE,
      token_endpoint_auth_method: 'client_secret_basic',
      scope: PEOPLE,
    },
    required: ['redirect_uris'],
    example: { client_id: 'web-app', client_name: 'Example web app', redirect_uris: ['https://rp.example/cb'] },
  },
  {
    id: 'spa',
    name: 'Single-page app',
    description:
      'An application in the browser. It can keep no secret, so PKCE and rotating refresh tokens protect it.',
    metadata: { application_type: 'web', ...PUBLIC, scope: PEOPLE },
    required: ['redirect_uris'],
    example: { client_name: 'Example single-page app', redirect_uris: ['https://spa.example/callback'] },
  },
  {
    id: 'native',
    name: 'Native app',
    description:
      'An app on a phone or a desktop (RFC 8252). It returns to a private-use scheme, a claimed https address or a loopback address, and can keep no secret.',
    metadata: { application_type: 'native', ...PUBLIC, scope: PEOPLE },
    required: ['redirect_uris'],
    example: { client_name: 'Example app', redirect_uris: ['com.example.app:/callback', 'http://127.0.0.1/callback'] },
  },
  {
    id: 'm2m',
    name: 'Machine to machine',
    description: 'A service that acts for itself, without people. Name in `scope` what it may do at your APIs.',
    metadata: {
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: '',
    },
    required: [],
    example: { client_name: 'Nightly report' },
  },
  {
    id: 'mcp',
    name: 'MCP server',
    description:
      'A server of the Model Context Protocol. It asks here about the access tokens that MCP clients bring (introspection), and may call other APIs for itself. Register its address as a resource, too.',
    metadata: {
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: '',
    },
    required: ['client_uri'],
    example: { client_name: 'Example MCP server', client_uri: 'https://mcp.example' },
  },
];

/**
 * Fills what a registration does not say from the template that it names; without one it stays as it is.
 * @throws Violations if there is no such template, or a member is missing that it requires
 */
export function fromTemplate(registration: unknown): unknown {
  if (typeof registration !== 'object' || registration === null || !('template' in registration)) return registration;
  const { template: id, ...given } = registration;
  if (id === null) return given;
  const template = CLIENT_TEMPLATES.find((each) => each.id === id);
  if (!template) {
    const ids = CLIENT_TEMPLATES.map((each) => each.id).join(', ');
    throw new Violations([{ pointer: '/template', detail: `must be one of ${ids}` }]);
  }
  const missing = template.required.filter((name) => !Object.hasOwn(given, name));
  throwViolations(
    missing.map((name) => ({ pointer: pointer(name), detail: `is required by the template ${template.id}` })),
  );
  return { ...template.metadata, ...given };
}
