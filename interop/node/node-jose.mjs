// As https://github.com/cisco/node-jose#keys-used-for-signing-and-verifying has it: the whole key set becomes a store.
import express from 'express';
import jose from 'node-jose';

const { ISSUER, RESOURCE, PORT } = process.env;
const { jwks_uri: jwksUri } = await (await fetch(`${ISSUER}/.well-known/openid-configuration`)).json();
const keys = await jose.JWK.asKeyStore(await (await fetch(jwksUri)).json());

express()
  .get('/api', async ({ headers: { authorization = '' } }, response) => {
    try {
      const { payload } = await jose.JWS.createVerify(keys).verify(authorization.replace('Bearer ', ''));
      const claims = JSON.parse(payload.toString());
      if (claims.iss !== ISSUER || claims.aud !== RESOURCE) throw new Error('for someone else');
      response.json(claims);
    } catch (error) {
      response.status(401).send(error.message);
    }
  })
  .listen(PORT);
