import { ThrottleEntity } from '../../../src/platform/throttling/throttle.entity.js';
import { FailureTimes } from '../../../src/users/passwords/failure-times.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Interaction } from '../../support/interaction.js';
import { countOf, deleteRows } from '../../support/rows.js';
import { PASSWORD } from '../../support/world.js';

/** Of `U*U`. */
const BCRYPT = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

describe('the time that a sign-in takes', () => {
  let world: Interaction;
  /** How many failures had been counted by the time that each failure was made to wait. */
  const waited: number[] = [];

  beforeAll(async () => {
    world = await Interaction.start();
    const users = world.server.app.get(UsersService);
    await users.create({ username: 'imported', password_hash: BCRYPT });
    await users.disable((await users.create({ username: 'disabled', password: PASSWORD })).id);
    const times = world.server.app.get(FailureTimes);
    times.endFailure = async () => {
      waited.push(await countOf(world.server, ThrottleEntity));
    };
  });
  beforeEach(async () => {
    waited.length = 0;
    await deleteRows(world.server, ThrottleEntity);
  });
  afterAll(() => world.close());

  it.each([
    ['no one has the name', 'nobody', PASSWORD],
    ['the password is wrong', 'alice', 'wrong'],
    ['the hash is a slow one', 'imported', 'wrong'],
    ['the account is disabled', 'disabled', PASSWORD],
  ])('is the same for every failure, once it is counted: %s', async (_, username, password) => {
    expect((await world.signIn(world.newBrowser(), username, password)).status).toBe(401);
    expect(waited).toEqual([4]);
  });

  it('is no longer than its work if the password is right, or nothing is looked at', async () => {
    await world.signIn(world.newBrowser());
    expect(waited).toEqual([]);
    for (let failure = 0; failure < 6; failure++) await world.signIn(world.newBrowser(), 'bob', 'wrong');
    waited.length = 0;
    expect((await world.signIn(world.newBrowser(), 'bob', 'wrong')).status).toBe(429);
    expect(waited).toEqual([]);
  });
});
