ARG os=linux
ARG arch
ARG repo=base
ARG tag
FROM scratch AS base
FROM --platform=$TARGETPLATFORM base AS redundant
FROM --platform=${TARGETPLATFORM} base AS redundant2
FROM --platform=$BUILDPLATFORM base AS builder
FROM --platform=linux/amd64 base AS constant
FROM --platform=linux/arm64 base AS for-arm64
FROM --platform=linux base AS justlinux
FROM --platform=$os/amd64 base AS mixed
FROM ${repo} AS named
FROM ${rebo:-base} AS typo
FROM base${tag:+:$tag}
