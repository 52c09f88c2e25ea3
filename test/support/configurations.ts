import { PASSWORD } from './world.js';

export const CLIENT_SECRET = 'at-least-32-characters-of-secret-here';

/** A configuration of several clients, and of users with passwords. */
export const CONFIGURATION = {
  resources: [
    {
      identifier: 'https://api.example.com',
      name: 'Example API',
      scopes: { 'b:write': 'Write', 'api:admin': { description: 'Administer', role: 'admin' } },
      access_token_lifetime: 300,
    },
    { identifier: 'urn:other', name: 'Other' },
  ],
  clients: [
    {
      client_id: 'web',
      client_secret: CLIENT_SECRET,
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid api:admin',
    },
    {
      client_id: 'ending',
      client_secret: CLIENT_SECRET,
      client_secret_expires_at: 4_000_000_000,
      grant_types: ['client_credentials'],
    },
    {
      client_id: 'signing',
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_jwt',
      grant_types: ['client_credentials'],
    },
    { client_id: 'spa', token_endpoint_auth_method: 'none', redirect_uris: ['https://spa.example/cb'] },
  ],
  users: [
    { username: 'zoe', password: PASSWORD, roles: ['admin'], address: { locality: 'Berlin' }, 'name#ja': 'ゾーイ' },
    { username: 'Alice', email: 'alice@example.com', disabled: true },
  ],
};

const POINT = { x: '6TcaLjocOoDV5_Ebl9gT4kiy1vjs4woyz1mikTTgXRQ', y: 'L46uvm3r-LOCP-8yRxI7MRNEm8aNJbt7CMW2WTxhgkE' };
const JWK = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', ...POINT };
const OWN = (path: string) => `https://app.example/${path}`;

/** Every kind of thing that there is. */
export const EVERYTHING = {
  user_attributes: { department: 'Where the person works', uid: 'The name on other servers' },
  resources: [
    {
      identifier: 'urn:z',
      name: 'Z',
      scopes: {
        z: 'Z',
        tongues: { description: 'In languages', 'description#fr-CA': 'En langues', 'description#de': 'In Sprachen' },
        list: { description: 'For any of them', role: ['statistician', 'admin'] },
        one: { description: 'For one', role: 'statistician' },
        mapped: { description: 'Mapped', claim_mappings: [{ claim: 'uid', from: 'attributes.uid', in: ['userinfo'] }] },
      },
    },
    {
      identifier: 'urn:a',
      name: 'A',
      'name#de': 'Das A',
      access_token_lifetime: 60,
      access_token_signing_alg: 'RS256',
      access_token_typ: 'JWT',
      claim_mappings: [{ claim: 'groups', from: 'groups' }],
    },
  ],
  roles: [
    { name: 'statistician', description: 'Counts', scopes: ['users:read', 'clients:read'] },
    { name: 'editor', description: 'Only what resources say' },
  ],
  clients: [
    {
      client_id: 'keys',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [{ ...JWK, kid: 'b' }] },
      grant_types: ['client_credentials'],
      scope: 'z list one',
    },
    {
      client_id: 'published-keys',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: OWN('jwks'),
      redirect_uris: [OWN('cb')],
      id_token_signed_response_alg: 'ES256',
      id_token_encrypted_response_alg: 'ECDH-ES',
      userinfo_signed_response_alg: 'PS256',
      request_object_signing_alg: 'ES256',
      require_signed_request_object: true,
      request_uris: [OWN('request')],
    },
    {
      client_id: 'pairwise',
      client_secret: CLIENT_SECRET,
      subject_type: 'pairwise',
      redirect_uris: [OWN('cb'), OWN('cb2')],
      grant_types: ['authorization_code', 'refresh_token'],
      default_max_age: 600,
      require_auth_time: true,
      default_acr_values: ['1'],
    },
    {
      client_id: 'linked',
      client_secret: CLIENT_SECRET,
      client_name: 'Verkn\u00fcpft',
      'client_name#ja': 'リンク',
      redirect_uris: [OWN('cb')],
      post_logout_redirect_uris: [OWN('bye')],
      client_uri: OWN(''),
      logo_uri: OWN('logo.png'),
      policy_uri: OWN('policy'),
      tos_uri: OWN('tos'),
      contacts: ['it@app.example'],
      initiate_login_uri: OWN('login'),
      backchannel_logout_uri: OWN('backchannel'),
      backchannel_logout_session_required: true,
      frontchannel_logout_uri: OWN('frontchannel'),
      frontchannel_logout_session_required: true,
      software_id: 's',
      software_version: '1',
      first_party: true,
      require_pkce: false,
      id_token_claims: ['email', 'groups'],
      claim_mappings: [
        { claim: 'department', from: 'attributes.department', as: 'text' },
        { claim: 'role', from: 'roles', as: 'text', values: { editor: 'Editor', admin: 'Admin' } },
      ],
    },
    {
      client_id: 'native',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      redirect_uris: ['com.example.app:/cb', 'http://127.0.0.1/cb'],
    },
  ],
  protected_hosts: [
    { host: 'wiki.example.com', name: 'Wiki', rules: [{}], headers: { 'X-User': 'sub' } },
    {
      host: 'app.example.com:8443',
      name: 'Anwendung für alle',
      rules: [
        { paths: ['/public', '/a b'], methods: ['GET'], access: 'public' },
        { roles: ['editor'], groups: ['/staff/dev'], minimum_acr: 'urn:gatehouse:acr:2fa' },
      ],
      headers: { 'Remote-User': 'username', 'Remote-Groups': 'groups' },
    },
  ],
  users: [
    { username: 'editor', roles: ['editor'], 'given_name#de': 'Edi', disabled: true },
    {
      username: 'bcrypt',
      id: 'auth0|1',
      password_hash: '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
      roles: ['statistician', 'admin'],
      locale: 'de-DE',
      zoneinfo: 'Europe/Berlin',
      birthdate: '1990-01-31',
      phone_number: '+49 30 1',
      phone_number_verified: true,
      email: 'b@example.com',
      email_verified: true,
      website: OWN('b'),
      groups: ['/staff/dev', 'Domain Users'],
      attributes: { department: 'R&D', floor: 3, remote: true, sites: ['Berlin'] },
    },
  ],
};
