import { client } from './gatehouse/client.gen.js';
import { createUser, deleteUser, readUser, updateUser } from './gatehouse/index.js';

const [baseUrl = '', token = ''] = process.argv.slice(2);
client.setConfig({ baseUrl, auth: token });

const created = await createUser({ body: { username: 'hey', roles: ['editor'] }, throwOnError: true });
const path = { id: created.data.id };
const { response } = await readUser({ path, throwOnError: true });
const headers = { 'If-Match': response.headers.get('etag') ?? '' };
const changed = await updateUser({ path, headers, body: { nickname: 'Hey' }, throwOnError: true });
if (changed.data.nickname !== 'Hey') throw new Error('the user was not changed');
const { error } = await updateUser({ path, headers, body: { nickname: 'Lost' } });
if (error?.status !== 412) throw new Error('a lost update was accepted');
await deleteUser({ path, throwOnError: true });
console.log('works');
