// As https://github.com/auth0/node-jwks-rsa/tree/master/examples/express-demo has it.
import express from 'express';
import { expressjwt } from 'express-jwt';
import { expressJwtSecret } from 'jwks-rsa';

const { ISSUER, RESOURCE, PORT } = process.env;
const jwksUri = `${ISSUER}/.well-known/jwks.json`;

express()
  .use(
    expressjwt({
      secret: expressJwtSecret({ cache: true, rateLimit: true, jwksRequestsPerMinute: 5, jwksUri }),
      audience: RESOURCE,
      issuer: ISSUER,
      algorithms: ['ES256'],
    }),
  )
  .get('/api', ({ auth }, response) => response.json(auth))
  .listen(PORT);
