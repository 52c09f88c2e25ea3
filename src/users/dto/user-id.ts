import { ApiParam } from '@nestjs/swagger';

/** The part of a path that says which user. */
export const USER_ID_PARAMETER = {
  name: 'id',
  description: 'Identifier of the user.',
  example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
};

/** The operation is about one user. */
export const UserId = () => ApiParam(USER_ID_PARAMETER);
