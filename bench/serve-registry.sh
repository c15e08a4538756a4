#!/usr/bin/env bash
# serve-registry.sh PROGRAM FOLDER PORT: becomes a registry of the files in FOLDER/store, on a loopback port. PROGRAM is a gantry, or a docker-registry (Debian's package
# of the name). It keeps nothing to itself for later (no log, no list of requests).
set -euo pipefail
program=$1 folder=$2 port=$3
mkdir -p "$folder/store"
case $(basename "$program") in
  docker-registry)
    printf 'version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: %s/store}}\nhttp: {addr: "127.0.0.1:%s"}\n' "$folder" "$port" >"$folder/config.yml"
    exec "$program" serve "$folder/config.yml" >/dev/null 2>&1 ;;
  *) exec "$program" registry serve --root "$folder/store" --listen "127.0.0.1:$port" >/dev/null 2>&1 ;;
esac
