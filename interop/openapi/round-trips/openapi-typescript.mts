import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

const [baseUrl = '', token = ''] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const body: components['schemas']['CreateUser'] = { username: 'typescript', given_name: 'Type', roles: ['editor'] };
const { data: user } = await client.POST('/admin/v1/users', { body });
if (!user) throw new Error('the user was not created');
const params = { path: { id: user.id } };
const { response } = await client.GET('/admin/v1/users/{id}', { params });
const header = { 'If-Match': response.headers.get('etag') ?? '' };
const change = { params: { ...params, header }, body: { nickname: 'TS', given_name: null } };
const { data: changed } = await client.PATCH('/admin/v1/users/{id}', change);
if (changed?.nickname !== 'TS') throw new Error('the user was not changed');
const { error } = await client.PATCH('/admin/v1/users/{id}', change);
if (error?.status !== 412) throw new Error('a lost update was accepted');
const { data: page } = await client.GET('/admin/v1/users', { params: { query: { limit: 50, sort: 'username' } } });
if (!page?.items.length) throw new Error('there are no users');
await client.DELETE('/admin/v1/users/{id}', { params });
console.log('works');
