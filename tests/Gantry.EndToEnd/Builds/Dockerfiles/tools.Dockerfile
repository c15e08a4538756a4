# What Docker's official images of gcc, nginx, node, python and redis have, from Debian's packages and npm's own: one image under all their names.
FROM debian:bookworm
RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends gcc libc6-dev libssl3 make nginx-light nodejs python3 redis-server tzdata >/dev/null
ARG NPM_REGISTRY=https://registry.npmjs.org/
ADD --checksum=sha256:5cd1e5ab971ea6333f910bc2d50700167c5ef4e66da279b2a3efc874c6b116e4 ${NPM_REGISTRY}npm/-/npm-10.9.2.tgz /tmp/npm.tgz
RUN mkdir -p /usr/lib/node_modules/npm && tar -xzf /tmp/npm.tgz -C /usr/lib/node_modules/npm --strip-components=1 && rm /tmp/npm.tgz && \
    ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/bin/npx
ENV NPM_CONFIG_REGISTRY=${NPM_REGISTRY} NPM_CONFIG_UPDATE_NOTIFIER=false NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false
