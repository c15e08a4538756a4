#!/usr/bin/env bash
# sources.sh SUITE DIRECTORY: puts the checkout that the known lists were made with into DIRECTORY, from GitHub.
set -euo pipefail
case ${1:?usage: sources.sh SUITE DIRECTORY} in
  docker-py) repository=docker/docker-py tag=7.2.0 ;;
  testcontainers-dotnet) repository=testcontainers/testcontainers-dotnet tag=4.12.0 ;;
  *) echo "sources.sh: there is no suite $1" >&2; exit 2 ;;
esac
git -c advice.detachedHead=false clone -q --depth 1 --branch $tag "https://github.com/$repository" "${2:?usage: sources.sh SUITE DIRECTORY}" ||
  { echo "sources.sh: $repository $tag cannot be had from GitHub; give test.sh a directory with checkouts: ./test.sh suites DIRECTORY" >&2; exit 1; }
