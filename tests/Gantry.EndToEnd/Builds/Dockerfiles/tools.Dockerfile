# What Docker's official images of gcc, nginx, node, python and redis have, from Debian's packages: one image under all their names.
FROM debian:bookworm
RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends gcc libc6-dev make nginx-light nodejs python3 redis-server tzdata >/dev/null
