# syntax directives come first, this is none
ARG GO_VERSION=1.23
ARG BASE_DEBIAN_DISTRO="bookworm"
ARG GOLANG_IMAGE="golang:${GO_VERSION}-${BASE_DEBIAN_DISTRO}"

FROM --platform=$BUILDPLATFORM scratch AS base
RUN echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > /etc/apt/apt.conf.d/keep-cache
ENV GO111MODULE=off GOTOOLCHAIN=local

FROM base AS build-dev
WORKDIR /go/src/example.com/app
ARG DEBIAN_FRONTEND
ARG APT_MIRROR
RUN sed -ri "s/(httpredir|deb).debian.org/${APT_MIRROR:-deb.debian.org}/g" /etc/apt/sources.list \
 && apt-get update && apt-get install --no-install-recommends -y \
      build-essential \
      # comments are allowed here
      pkg-config \
 && rm -rf /var/lib/apt/lists/*
COPY --from=base --link /go /go
RUN --mount=type=cache,target=/root/.cache/go-build,id=app-build-$TARGETPLATFORM \
    --mount=type=bind,target=. \
    --mount=type=tmpfs,target=/tmp,size=512m <<EOT
  set -eux
  go build -o /out/app ./cmd/app
EOT

FROM scratch AS final
LABEL org.opencontainers.image.title="app" \
      org.opencontainers.image.description="An application, with \"quotes\" and \
a second line"
COPY --from=build-dev --chown=1000:1000 --chmod=0755 /out/app /usr/local/bin/
VOLUME ["/data", "/var/lib/app"]
EXPOSE 8080/tcp 9090
USER 1000:1000
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=30s --timeout=3s --start-period=1m --retries=3 CMD ["/usr/local/bin/app", "health"]
ENTRYPOINT ["/usr/local/bin/app"]
CMD ["serve", "--listen=:8080"]
