import { Body, Controller, HttpStatus, Param, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Administrator, CurrentAdministrator } from '../admin/admin-api.js';
import { Section } from '../admin/api-section.js';
import {
  type AdminResource,
  CreateOperation,
  DeleteOperation,
  ListAllOperation,
  ReadOperation,
} from '../admin/operations.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { Conflict, NotFound } from '../platform/validation/refusals.js';
import { KeyDto, KeyListDto, presentKey, RotatedKeyDto, RotateKeyDto } from './dto/key.dto.js';
import { KeysService } from './keys.service.js';
import type { SigningKeyInfo } from './signing-key-info.js';

const KEY: AdminResource = {
  path: 'admin/v1/keys',
  scopes: 'keys',
  parameter: {
    name: 'kid',
    description: 'Identifier of the key.',
    example: 'QYv9ItbhPGrdkvRJcEVK4PzEKiVnKxXo1KvPqHwmVqk',
  },
  type: KeyDto,
};

/** The admin API for the server's signing keys. */
@Section('Signing keys', 'The keys by which the server signs tokens.')
@Controller(KEY.path)
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @ListAllOperation(KEY, {
    operationId: 'listSigningKeys',
    summary: 'List the signing keys',
    description: 'Those of every algorithm, in the order in which they sign; never their private parts.',
    answer: 'The keys.',
    type: KeyListDto,
  })
  async list(): Promise<KeyListDto> {
    return { items: (await this.keys.list()).map(presentKey) };
  }

  @ReadOperation(KEY, {
    operationId: 'readSigningKey',
    summary: 'Read a signing key',
    description: 'Its state, its times and its public part.',
    answer: 'The key.',
  })
  async read(@Param('kid') kid: string): Promise<KeyDto> {
    const key = await this.find(kid);
    if (!key) throw new NotFound(`there is no signing key ${kid}`);
    return presentKey(key);
  }

  @ApiOkResponse({ description: 'A key that was published already takes over sooner.', type: RotatedKeyDto })
  @CreateOperation(KEY, {
    operationId: 'rotateSigningKey',
    summary: 'Rotate a signing key now',
    description:
      'Makes a new key for an algorithm. It is published at once, signs when everyone can know it, and the present one stays published for what it has signed. A key in the state next that has not signed yet is removed: `dropped` names it; with `immediately`, it takes over sooner instead. If a key has leaked, revoke it.',
    body: RotateKeyDto,
    examples: {
      planned: { summary: 'Published a day before it signs', value: { alg: 'ES256' } },
      soon: {
        summary: 'Signs in six minutes, or sooner if a key waits already',
        value: { alg: 'ES256', immediately: true },
      },
    },
    answer: 'Made; `Location` is its address.',
    type: RotatedKeyDto,
  })
  async rotate(
    @Body(adminValidation) { alg, immediately }: RotateKeyDto,
    @CurrentAdministrator() { actor, facts }: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RotatedKeyDto> {
    const { kid, isNew, dropped } = await this.keys.rotate(alg, { immediately: immediately ?? false, actor, facts });
    const key = await this.find(kid);
    if (!key)
      throw new Conflict('another rotation at the same time has removed the new key before it signed; ask again');
    if (isNew) reply.header('location', `/${KEY.path}/${kid}`);
    else reply.status(HttpStatus.OK);
    return { ...presentKey(key), dropped };
  }

  @DeleteOperation(KEY, {
    operationId: 'revokeSigningKey',
    summary: 'Revoke a signing key',
    description:
      'For a key that has leaked: it leaves the key set, and nothing it has signed is accepted any more, at once and by every replica; maybe the access token of this very call. If it was active, another one signs from now on.',
    answer: 'Revoked.',
  })
  async revoke(@Param('kid') kid: string, @CurrentAdministrator() { actor, facts }: Administrator): Promise<void> {
    await this.keys.revoke(kid, { actor, facts });
  }

  private async find(kid: string): Promise<SigningKeyInfo | undefined> {
    return (await this.keys.list()).find((each) => each.kid === kid);
  }
}
