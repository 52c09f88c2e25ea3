import { Controller, Get, HttpStatus, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { Csrf } from '../../authentication/csrf.js';
import { type FormProblems, problemsOf } from '../../authentication/form-problems.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import { Devices } from '../../authentication/sessions/devices.js';
import type { Session } from '../../authentication/sessions/session.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { OwnProfiles } from '../../users/own-account/own-profiles.service.js';
import type { User } from '../../users/user.js';
import { ACCOUNT_SETTINGS } from '../account-settings.js';
import { Outcomes } from '../outcomes.js';
import { PROFILE } from './profile.entry.js';
import { PROFILE_FIELD_NAMES, type ProfileFieldName } from './profile-fields.js';
import { ProfilePage } from './profile-page.js';

/** What CSRF tokens of the form are for. */
const PURPOSE = 'own-profile';

/** How a page is shown again. */
interface Again {
  readonly status: number;
  readonly typed: Readonly<Record<string, string>>;
  readonly problems?: FormProblems;
}

/** Shows a person the own profile, and lets them change it. That protects nothing, so it needs no recent sign-in. */
@ApiExcludeController()
@Controller(PROFILE)
export class ProfileController {
  constructor(
    private readonly signIns: RecentSignIns,
    private readonly profiles: OwnProfiles,
    private readonly outcomes: Outcomes,
    private readonly devices: Devices,
    private readonly csrf: Csrf,
    private readonly pages: AccountPages,
    @Inject(ACCOUNT_SETTINGS.token) private readonly settings: ValuesOf<typeof ACCOUNT_SETTINGS>,
  ) {}

  @Public()
  @Get()
  async ask(@Req() _request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.signIns.signedIn(reply, PROFILE);
    if (!session) return;
    const typed = this.signIns.typedBefore(reply, session, PROFILE);
    await this.show(reply, session, { status: HttpStatus.OK, typed });
  }

  @Public()
  @Post()
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { profileFields } = this.settings;
    const session = await this.signIns.signedIn(reply, PROFILE, profileFields);
    if (!session) return;
    const sent = Object.keys((request.body ?? {}) as object);
    const fields = profileFields.filter((name) => sent.includes(name));
    const typed = Object.fromEntries(fields.map((name) => [name, formField(request.body, name).trim()]));
    if (!this.csrf.accepts(formField(request.body, 'csrf'), PURPOSE, session.digest))
      return this.show(reply, session, { status: HttpStatus.FORBIDDEN, typed });
    try {
      const user = await this.profiles.change(session.user, typed, requestFacts(request));
      // It knows an account as it was: a change by its own person must not make the browser unknown.
      if (user) this.devices.remember(cookiesOf(reply), user);
    } catch (error) {
      return this.show(reply, session, { status: HttpStatus.BAD_REQUEST, typed, problems: problemsOf(error) });
    }
    this.outcomes.show(reply, PROFILE, 'profile-saved', session);
  }

  private async show(
    reply: FastifyReply,
    session: Session,
    { status, typed, problems = new Map() }: Again,
  ): Promise<void> {
    const { user } = session;
    const fields = (await this.profiles.areKeptHere(user)) ? this.settings.profileFields : [];
    const picture = user.claims.picture?.startsWith('https:') ? user.claims.picture : undefined;
    await this.pages.send(reply, session, {
      path: PROFILE,
      title: 'account.profile',
      status,
      image: picture,
      body: (
        <ProfilePage
          csrf={this.csrf.token(PURPOSE, session.digest)}
          user={user}
          fields={fields}
          fixed={fixedOf(user, fields)}
          values={{ ...textsOf(user), ...typed }}
          problems={problems}
          picture={picture}
          saved={this.outcomes.of(reply.request, session, ['profile-saved']) !== undefined}
          outdated={status === HttpStatus.FORBIDDEN}
        />
      ),
    });
  }
}

function textsOf({ claims }: User): Readonly<Record<string, string>> {
  return Object.fromEntries(PROFILE_FIELD_NAMES.map((name) => [name, claims[name] ?? '']));
}

function fixedOf({ claims }: User, fields: readonly ProfileFieldName[]) {
  const names = ['email' as const, ...PROFILE_FIELD_NAMES.filter((name) => !fields.includes(name))];
  return names.flatMap((name) => {
    const value = claims[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
}
