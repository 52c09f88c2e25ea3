# The image of Gatehouse, for amd64 and arm64; docs/operating.md says how to run it.
# Two bases of one Debian: the first compiles, the second runs. Both have Node; the first has npm, a C++ compiler and Python too.
ARG BUILD_BASE=docker.io/library/node:24-bookworm
ARG BASE=docker.io/library/node:24-bookworm-slim

FROM ${BUILD_BASE} AS program
WORKDIR /source
# First what decides which packages there are, so that a change of the code alone installs none.
COPY package.json package-lock.json .npmrc ./
COPY packages/resource-server/package.json packages/resource-server/
COPY test/support/nest-11/package.json test/support/nest-11/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json bundle.js ./
COPY migrations migrations
COPY src src
COPY packages packages
COPY examples examples
RUN npm run build

# The few packages that stay outside the bundle, as package-lock.json has them. The database driver is compiled here, so that
# nothing is downloaded that the lock file has no digest of.
FROM ${BUILD_BASE} AS packages
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm pkg delete workspaces devDependencies peerDependencies overrides scripts \
 && npm_config_build_from_source=true npm_config_nodedir="$(dirname "$(dirname "$(command -v node)")")" \
    npm install --omit=dev --no-audit --no-fund \
 && cd node_modules/better-sqlite3 && rm -rf deps src \
 && find build -type f ! -name better_sqlite3.node -delete && find build -type d -empty -delete

FROM ${BASE}
LABEL org.opencontainers.image.title="Gatehouse" \
      org.opencontainers.image.description="OAuth 2.0 and OpenID Connect authorization server" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
COPY package.json LICENSE /opt/gatehouse/
COPY schemas /opt/gatehouse/schemas
COPY --from=packages /source/node_modules /opt/gatehouse/node_modules
COPY --from=program /source/dist/main.js /opt/gatehouse/dist/
COPY --from=program /source/dist/program /opt/gatehouse/dist/program
# The only folder that is written to, and only with SQLite: ./data of the working directory.
RUN ln -s /opt/gatehouse/dist/program/cli.js /usr/local/bin/gatehouse \
 && mkdir -p /var/lib/gatehouse/data && chown 10001:10001 /var/lib/gatehouse/data && chmod 700 /var/lib/gatehouse/data
WORKDIR /var/lib/gatehouse
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
# Not whether the database answers: what restarts containers that are not healthy would restart all of them for it.
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 CMD ["gatehouse", "health", "--live"]
ENTRYPOINT []
CMD ["node", "--max-semi-space-size=4", "--v8-pool-size=2", "--heap-growing-percent=20", "--no-allocation-site-pretenuring", "/opt/gatehouse/dist/main.js"]
