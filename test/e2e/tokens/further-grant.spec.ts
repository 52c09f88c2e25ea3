import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, Module } from '@nestjs/common';
import type { Client } from '../../../src/clients/client.js';
import { SecondsMember, TextMember } from '../../../src/clients/dto/metadata/members.js';
import { CLIENT_METADATA } from '../../../src/clients/metadata/concern.js';
import { type Rule, violation } from '../../../src/clients/metadata/rule.js';
import { InvalidGrant } from '../../../src/oauth/oauth-error.js';
import type { Parameters } from '../../../src/oauth/parameters.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { DEFAULT_REGISTRATION } from '../../../src/platform/config/config.js';
import { Declares } from '../../../src/platform/declarations.js';
import { METADATA, type MetadataSource } from '../../../src/platform/metadata/server-metadata.js';
import type { Violation } from '../../../src/platform/validation/violations.js';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import type { Approval } from '../../../src/tokens/approval.js';
import { GRANTS, type Grant } from '../../../src/tokens/grants/grant.js';
import { adminApi } from '../../support/admin.js';
import { newFolder } from '../../support/program.js';
import { register } from '../../support/registration.js';
import { createTestApp } from '../../support/test-app.js';
import { createWorld, post, registerClient, type World } from '../../support/world.js';

const VOUCHER = 'urn:example:voucher';

/** A token for who has the voucher. */
@Injectable()
class VoucherGrant implements Grant {
  readonly grantType = VOUCHER;
  readonly forEndUser = false;
  readonly metadata = { voucher_endpoint: 'https://vouchers.example' };

  readonly clientRules: Rule = ({ client_uri }) =>
    client_uri === undefined ? violation('/client_uri', 'is needed for vouchers') : [];

  constructor(private readonly resources: ResourcesService) {}

  async approve(client: Client, parameters: Parameters): Promise<Approval> {
    if (parameters.require('voucher') !== 'good') throw new InvalidGrant('the voucher is not known');
    const { scope, audience, lifetime, format } = await this.resources.audienceOf(['api:read'], []);
    return { client, scope, audience, lifetime, format };
  }
}

@Injectable()
class VoucherMetadata implements MetadataSource {
  members() {
    return { vouchers_supported: ['paper'], claims_supported: ['voucher'] };
  }
}

/** Client metadata of the room. */
class VoucherMembers {
  @SecondsMember({ description: 'Seconds for which its vouchers are good.', example: 60 })
  readonly voucher_lifetime?: number;

  @TextMember({ description: 'What its vouchers look like. Default: paper.', example: 'paper' })
  readonly voucher_form?: string;
}

const clientMetadata = CLIENT_METADATA.of({
  members: VoucherMembers,
  defaults: ({ voucher_form = 'paper' }) => ({ voucher_form }),
  rules: [({ voucher_form }) => (voucher_form === 'paper' ? [] : violation('/voucher_form', 'must be paper'))],
});

const grants = GRANTS.of(VoucherGrant);
const metadata = METADATA.of(VoucherMetadata);

@Declares(grants, metadata, clientMetadata)
@Module({ providers: [...grants.items, ...metadata.items] })
class VoucherModule {}

const CLIENT = {
  client_id: 'machine',
  client_uri: 'https://machine.example',
  grant_types: [VOUCHER],
  scope: 'api:read',
};

describe('a room with a grant of its own, brought in by one line', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({}, { rooms: [VoucherModule] });
  });
  afterAll(() => world.close());

  it('gives tokens at the token endpoint to clients that are registered for it', async () => {
    const client = await registerClient(world, CLIENT);
    const form = { grant_type: VOUCHER, voucher: 'good' };
    expect(await post(world, '/oauth2/token', form, client)).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), scope: 'api:read' },
    });
    const [wrong, unregistered] = [
      await post(world, '/oauth2/token', { ...form, voucher: 'bad' }, client),
      await post(world, '/oauth2/token', form, world.app1),
    ];
    expect([wrong.body.error, unregistered.body.error]).toEqual(['invalid_grant', 'unauthorized_client']);
  });

  it('is advertised with what it declares', async () => {
    const document = await (await fetch(`${world.issuer}/.well-known/oauth-authorization-server`)).json();
    expect(document).toMatchObject({
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', VOUCHER],
      voucher_endpoint: 'https://vouchers.example',
      vouchers_supported: ['paper'],
      claims_supported: expect.arrayContaining(['sub', 'email', 'voucher']),
    });
  });

  it('has rules for its clients, whichever way they are registered', async () => {
    const { client_uri: _, client_id: __, ...wrong } = CLIENT;
    const admin = await adminApi(world);
    const problem = { pointer: '/client_uri', detail: 'is needed for vouchers' };
    expect(await admin('POST', '/clients', wrong)).toMatchObject({ status: 400, body: { errors: [problem] } });
    const declared = { clients: [{ ...wrong, client_id: 'declared', client_secret: 's'.repeat(32) }] };
    const file = join(newFolder(), 'bootstrap.json');
    writeFileSync(file, JSON.stringify(declared));
    await expect(world.app.get(BootstrapService).apply(file)).rejects.toMatchObject({
      violations: [{ ...problem, pointer: '/clients/0/client_uri' }],
    });
    const { status, body } = await admin('POST', '/clients', { ...CLIENT, client_id: 'another' });
    expect([status, body.grant_types]).toEqual([201, [VOUCHER]]);
  });

  it('has client metadata of its own, with types, defaults and rules', async () => {
    const admin = await adminApi(world);
    const members = { ...CLIENT, client_id: 'with-members', voucher_lifetime: 60 };
    const created = await admin('POST', '/clients', members);
    expect([created.status, created.body.warnings]).toEqual([201, undefined]);
    expect(created.body).toMatchObject({ voucher_lifetime: 60, voucher_form: 'paper' });
    const { body } = await admin('PATCH', '/clients/with-members', { voucher_lifetime: null });
    expect(body).not.toHaveProperty('voucher_lifetime');
    const errors = async (changed: object) =>
      (await admin('PATCH', '/clients/with-members', changed)).body.errors.map((each: Violation) => each.pointer);
    expect(await errors({ voucher_lifetime: 'long', voucher_form: 5 })).toEqual(['/voucher_lifetime', '/voucher_form']);
    expect(await errors({ voucher_form: 'gold' })).toEqual(['/voucher_form']);
  });

  it('lets strangers register with them', async () => {
    const open = await createWorld(
      { registration: { ...DEFAULT_REGISTRATION, access: 'open' } },
      { rooms: [VoucherModule] },
    );
    const { client_id: _, scope: __, ...sent } = CLIENT;
    const answer = await register(open, { ...sent, voucher_lifetime: 5, unknown: 1 });
    expect([answer.status, answer.body]).toEqual([
      201,
      expect.objectContaining({ grant_types: [VOUCHER], voucher_lifetime: 5 }),
    ]);
    expect(answer.body).not.toHaveProperty('unknown');
    await open.close();
  });

  it('is documented with the admin API', async () => {
    const { components } = await (await fetch(`${world.issuer}/docs/openapi.json`)).json();
    for (const name of ['CreateClient', 'UpdateClient'])
      expect(components.schemas[name].properties).toMatchObject({
        voucher_lifetime: { type: ['integer', 'null'], example: 60 },
        grant_types: { items: { enum: expect.arrayContaining([VOUCHER, 'authorization_code']) } },
      });
    expect(components.schemas).not.toHaveProperty('VoucherMembers');
  });

  it('keeps other grant types unknown', async () => {
    const admin = await adminApi(world);
    const { status, body } = await admin('POST', '/clients', { grant_types: ['urn:example:other'] });
    expect([status, body.errors[0]]).toEqual([
      400,
      { pointer: '/grant_types/0', detail: expect.stringContaining(VOUCHER) },
    ]);
  });
});

it('a server with two grants of one name does not start', async () => {
  @Injectable()
  class OtherCode implements Pick<Grant, 'grantType'> {
    readonly grantType = 'authorization_code';
  }
  const twice = GRANTS.of(OtherCode as unknown as new () => Grant);
  @Declares(twice)
  @Module({ providers: [...twice.items] })
  class TwiceModule {}
  await expect(createTestApp({}, { rooms: [TwiceModule] })).rejects.toThrow('two grants are registered');
});

it('a server with one client metadata member of two rooms does not start', async () => {
  class OtherName {
    @TextMember({ description: 'Another name.', example: 'x' })
    readonly client_name?: string;
  }
  @Declares(CLIENT_METADATA.of({ members: OtherName }))
  @Module({})
  class TwiceModule {}
  await expect(createTestApp({}, { rooms: [TwiceModule] })).rejects.toThrow('client metadata client_name');
});

it('a server with two sources of one metadata member does not start', async () => {
  @Injectable()
  class OtherIssuer implements MetadataSource {
    members() {
      return { issuer: 'https://other.example' };
    }
  }
  const twice = METADATA.of(OtherIssuer);
  @Declares(twice)
  @Module({ providers: [...twice.items] })
  class TwiceModule {}
  await expect(createTestApp({}, { rooms: [TwiceModule] })).rejects.toThrow(
    'two rooms give the metadata member issuer',
  );
});
