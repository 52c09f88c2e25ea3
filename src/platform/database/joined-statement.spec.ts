import { statement } from './database.js';
import { joinedStatement } from './joined-statement.js';

const ADD = statement('add', 'INSERT INTO a (x, y, z) VALUES ($1, $2, $2)');
const SET = statement('set', 'UPDATE b SET x = $2 WHERE y = $1');

describe('several statements as one', () => {
  it('have their parameters one after the other', () => {
    expect(joinedStatement([ADD, SET, ADD])).toEqual({
      name: 'add+set+add',
      text:
        'WITH piece_1 AS (INSERT INTO a (x, y, z) VALUES ($1, $2, $2)), ' +
        'piece_2 AS (UPDATE b SET x = $4 WHERE y = $3) INSERT INTO a (x, y, z) VALUES ($5, $6, $6)',
    });
  });

  it('are the statement itself if there is only one', () => {
    expect(joinedStatement([SET])).toEqual(SET);
  });
});
