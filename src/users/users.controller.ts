import { Body, Controller, Headers, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Administrator, CurrentAdministrator } from '../admin/admin-api.js';
import { Section } from '../admin/api-section.js';
import { versionsOf, versionTag } from '../admin/etag.js';
import {
  ActOperation,
  CreateOperation,
  DeleteOperation,
  ListOperation,
  ReadOperation,
  type TaggedResource,
  UpdateOperation,
} from '../admin/operations.js';
import { presentPage } from '../admin/page-answer.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { ListUsersDto } from './dto/list-users.dto.js';
import { presentUser, UserDto, UserListDto, UserWithPasswordDto } from './dto/user.dto.js';
import { CreateUserDto, ResetPasswordDto, UpdateUserDto } from './dto/user-bodies.dto.js';
import { USER_ID_PARAMETER } from './dto/user-id.js';
import { LastSignInsService } from './last-sign-ins.service.js';
import type { StoredUser } from './stored-user.js';
import { UserAdministration } from './user-administration.service.js';

const USER: TaggedResource = {
  path: 'admin/v1/users',
  scopes: 'users',
  noun: 'user',
  parameter: USER_ID_PARAMETER,
  type: UserDto,
};
const ALICE = { username: 'alice', email: 'alice@example.com', given_name: 'Alice', family_name: 'Example' };

/** The admin API for users. */
@Section('Users', 'People with an account: how they sign in, what is known about them, and the roles they hold.')
@Controller(USER.path)
export class UsersController {
  constructor(
    private readonly users: UserAdministration,
    private readonly lastSignIns: LastSignInsService,
  ) {}

  @ListOperation(USER, {
    operationId: 'listUsers',
    summary: 'List users',
    description: 'Page by page, in a stable order; filters narrow together.',
    answer: 'A page of users.',
    type: UserListDto,
  })
  async list(@Query(adminValidation) { limit, cursor, sort, ...asked }: ListUsersDto): Promise<UserListDto> {
    const filter = { ...asked, disabled: asked.disabled === undefined ? undefined : asked.disabled === 'true' };
    const by = sort.endsWith('username') ? 'username' : 'created_at';
    const order = { by, descending: sort.startsWith('-') } as const;
    const page = await this.users.list({ filter, order, limit, cursor });
    const lastSignIns = await this.lastSignIns.of(page.items);
    return presentPage(page, (user) => presentUser(user, lastSignIns));
  }

  @CreateOperation(USER, {
    operationId: 'createUser',
    summary: 'Create a user',
    description: 'Anyone who gives a role that makes an administrator needs the scope roles:write too.',
    body: CreateUserDto,
    examples: {
      password: { summary: 'With a password', value: { ...ALICE, password: 'correct horse battery staple' } },
      none: { summary: 'Without one', value: ALICE },
    },
    answer: 'Created; `Location` and `ETag` tell where and which version.',
  })
  async create(
    @Body() body: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const user = await this.users.create(body, by);
    reply.header('location', `/${USER.path}/${user.user.id}`);
    return this.answer(user, reply);
  }

  @ReadOperation(USER, {
    operationId: 'readUser',
    summary: 'Read a user',
    description: 'The `ETag` is what `If-Match` of a change takes.',
    answer: 'The user.',
  })
  async read(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserDto> {
    return this.answer(await this.users.get(id), reply);
  }

  @UpdateOperation(USER, {
    operationId: 'updateUser',
    summary: 'Update a user',
    description:
      'A JSON merge patch (RFC 7396): only the members that change; null takes a claim away. To change an administrator, or who is one, takes the scope roles:write too.',
    body: UpdateUserDto,
    examples: { change: { summary: 'A role, and no nickname', value: { roles: ['editor'], nickname: null } } },
    problems: [409],
  })
  async update(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() patch: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    return this.answer(await this.users.update(id, patch, by, versionsOf(ifMatch)), reply);
  }

  @DeleteOperation(USER, {
    operationId: 'deleteUser',
    summary: 'Delete a user',
    description:
      'With sessions, tokens and consents; clients hear of it by back-channel logout. The identifier is never given to another.',
    answer: 'Deleted.',
    problems: [409],
  })
  async delete(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.users.delete(id, by, versionsOf(ifMatch));
  }

  @ActOperation(USER, {
    operationId: 'disableUser',
    summary: 'Disable a user',
    description: 'The user can neither sign in nor refresh tokens, and is signed out everywhere.',
    part: 'disable',
    answer: 'The user as it is now.',
    problems: [409],
  })
  async disable(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    return this.answer(await this.users.disable(id, by, versionsOf(ifMatch)), reply);
  }

  @ActOperation(USER, {
    operationId: 'enableUser',
    summary: 'Enable a user',
    description: 'The user may sign in again.',
    part: 'enable',
    answer: 'The user as it is now.',
  })
  async enable(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    return this.answer(await this.users.enable(id, by, versionsOf(ifMatch)), reply);
  }

  @DeleteOperation(USER, {
    operationId: 'withdrawUserDeletion',
    summary: 'Withdraw the deletion of a user',
    description: 'Keeps the account of a user who has deleted it (`deletion_due_at`). The user has to sign in again.',
    part: 'deletion',
    answer: 'The account stays.',
  })
  async withdrawDeletion(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.users.withdrawDeletion(id, by, versionsOf(ifMatch));
  }

  @ActOperation(USER, {
    operationId: 'resetPassword',
    summary: 'Reset a password',
    description:
      'Sets the password that is sent, or makes one up and shows it once. The user is signed out everywhere, and every token ends, offline access too.',
    part: 'password',
    body: ResetPasswordDto,
    required: false,
    examples: {
      generated: { summary: 'Made up, to be changed', value: { password_change_required: true } },
      given: { summary: 'Given', value: { password: 'correct horse battery staple' } },
    },
    answer: 'The user, and the password if it was made up.',
    type: UserWithPasswordDto,
  })
  async resetPassword(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(adminValidation) { password, password_change_required }: ResetPasswordDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserWithPasswordDto> {
    const change = { password: password ?? undefined, required: password_change_required ?? undefined };
    const reset = await this.users.resetPassword(id, change, by, versionsOf(ifMatch));
    return {
      ...(await this.answer(reset.user, reply)),
      ...(reset.password === undefined ? {} : { generated_password: reset.password }),
    };
  }

  private async answer(user: StoredUser, reply: FastifyReply): Promise<UserDto> {
    reply.header('etag', versionTag(user.version));
    return presentUser(user, await this.lastSignIns.of([user]));
  }
}
