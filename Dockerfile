# One image is the webhook, the auditor and the checker of CI. `node scripts/image-steps.ts` runs every line of it in a
# clean folder; what that script does not know, does not stand here.

FROM node:24.21.0-trixie-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
# Without scripts: "prepare" would build before the sources are here.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY LICENSE LICENSE
COPY cli cli
COPY policies policies
COPY src src
COPY scripts/build.mjs scripts/third-party.mjs scripts/
# Beside the licenses of the bundle that of Node, of the package whose version is that of the image above.
RUN node scripts/build.mjs && cp node_modules/node-linux-*/LICENSE dist/LICENSE.nodejs

# Of the same Debian as the image above, without npm, its packages, and all that scanners find in them.
FROM debian:13.6-slim
LABEL org.opencontainers.image.title="ingress-policy" \
      org.opencontainers.image.description="Keeps a broken route from reaching the cluster" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /usr/local/bin/node /usr/local/bin/node
# A bundle that needs no node_modules, its license, and the notices of what it is made of.
COPY --from=build /src/dist /app
# A container begins anew each time, with nothing in the cache of compiled code.
ENV NODE_DISABLE_COMPILE_CACHE=1
# Where a CI job mounts what is checked: `docker run -v "$PWD:/work" ingress-policy check .`
WORKDIR /work
# A number: runAsNonRoot cannot tell of a name whether it is root.
USER 65532:65532
EXPOSE 8443 8081
ENTRYPOINT ["node", "/app/ingress-policy.js"]
