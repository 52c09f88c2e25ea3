import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Interaction } from '../../support/interaction.js';
import { newFolder } from '../../support/program.js';
import { API } from '../../support/world.js';

const AT = `/resources/${encodeURIComponent(API)}`;

describe('names of resources and descriptions of scopes in other languages', () => {
  let world: Interaction;
  let api: AdminApi;

  beforeAll(async () => {
    world = await Interaction.start();
    api = await adminApi(world.server, 'resources:read resources:write clients:write');
  });
  afterAll(() => world.close());

  const resource = {
    identifier: 'urn:photos',
    name: 'Photos',
    'name#de': 'Fotos',
    'name#pt-BR': 'Fotografias',
    scopes: { 'photos:read': { description: 'See your photos', 'description#de': 'Ihre Fotos sehen' } },
  };
  const words = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

  async function seen(path: (reference: string) => string, acceptLanguage: string): Promise<string> {
    const browser = world.newBrowser({ 'accept-language': acceptLanguage });
    await world.signIn(browser);
    const reference = await world.park({ client_id: 'viewer', scope: 'openid photos:read' });
    return words((await browser.get(path(reference))).html);
  }

  it('are kept and told by the admin API, and one is removed by null', async () => {
    const created = await api('POST', '/resources', { ...resource, 'name#fr': null });
    expect([created.status, created.body]).toEqual([201, { ...resource, built_in: false }]);
    const patch = {
      'name#pt-BR': null,
      'name#nl': 'Foto’s',
      scopes: { 'photos:read': { 'description#it': 'Vedere' } },
    };
    await api('PATCH', '/resources/urn%3Aphotos', patch);
    const { 'name#pt-BR': _, ...others } = resource;
    expect((await api('GET', '/resources/urn%3Aphotos')).body).toEqual({
      ...others,
      'name#nl': 'Foto’s',
      scopes: { 'photos:read': { ...resource.scopes['photos:read'], 'description#it': 'Vedere' } },
      built_in: false,
    });
  });

  it('are what people of that language read on the consent page and in their account', async () => {
    await world.register({ client_id: 'viewer', scope: 'openid photos:read' });
    const consent = (reference: string) => `/consent?request=${reference}`;
    expect(await seen(consent, 'de-CH, en;q=0.5')).toContain('Ihre Fotos sehen Fotos');
    expect(await seen(consent, 'en')).toContain('See your photos Photos');
    await api('PATCH', '/clients/viewer', { 'client_name#de': 'Der Betrachter' });
    await world.server.app.get(ConsentService).allow(world.alice.id, 'viewer', ['openid', 'photos:read']);
    expect(await seen(() => '/account', 'de')).toContain('Ihre Fotos sehen');
    expect(await seen(() => '/account', 'de')).toContain('Der Betrachter');
    expect(await seen(() => '/account/activity', 'de')).toContain('Der Betrachter');
    expect(await seen(() => '/account/withdraw?client_id=viewer', 'de')).not.toContain('See your photos');
  });

  it.each([
    ['name#', 'x', '/name#'],
    ['name#not a tag', 'x', '/name#not a tag'],
    ['description#de', 'x', '/description#de'],
    ['name#de', '', '/name#de'],
    ['name#de', 5, '/name#de'],
    ['name#de', 'turned \u202e', '/name#de'],
    ['scopes', { 'x:y': { description: 'x', 'description#not a tag': 'x' } }, '/scopes/x:y/description#not a tag'],
    ['scopes', { 'x:y': { description: 'x', 'name#de': 'x' } }, '/scopes/x:y/name#de'],
    ['scopes', { 'x:y': { description: 'x', 'description#de': '' } }, '/scopes/x:y/description#de'],
    ['scopes', { 'x:y': { description: 'x', 'description#not a tag': null } }, '/scopes'],
  ])('are refused by the place of the mistake: %s is %j', async (member, value, at) => {
    const { status, body } = await api('PATCH', AT, { [member]: value });
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([400, [at]]);
  });

  it('are declared by the bootstrap file, which is refused with the place of each mistake', async () => {
    const file = join(newFolder(), 'bootstrap.json');
    const apply = (...resources: readonly object[]) => {
      writeFileSync(file, JSON.stringify({ resources }));
      return world.server.app.get(BootstrapService).apply(file);
    };
    const declared = {
      ...resource,
      identifier: 'urn:declared',
      scopes: { declared: { description: 'A', 'description#de': 'B' } },
    };
    await apply(declared);
    expect((await api('GET', '/resources/urn%3Adeclared')).body).toEqual({ ...declared, built_in: false });
    const at = (wrong: object) => apply({ ...declared, ...wrong }).catch(({ violations }) => violations[0]?.pointer);
    expect(await at({ 'name#de-': 'x' })).toBe('/resources/0/name#de-');
    expect(await at({ 'title#de': 'x' })).toBe('/resources/0/title#de');
    expect(await at({ scopes: { declared: { description: 'A', 'description#a_b': 'B' } } })).toBe(
      '/resources/0/scopes/declared/description#a_b',
    );
  });
});
