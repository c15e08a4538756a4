#!/usr/bin/env bash
# Publishes the native executable to out/gantry. Installs what the native compiler needs from Debian if it is missing.
# A trim or AOT warning fails the build. When nothing changed since the last build, nothing is done.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

command -v dotnet >/dev/null || { echo "build.sh: the .NET 10 SDK (dotnet) is not on the path" >&2; exit 1; }
. scripts/packages.sh
command -v clang >/dev/null || need gcc gcc
need /usr/include/zlib.h zlib1g-dev
install_missing

inputs=$({ dotnet --version; find src Directory.*.props Directory.*.targets build.sh -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0 |
  LC_ALL=C sort -z | xargs -0 sha256sum; } | sha256sum | cut -d' ' -f1)
if [ -x out/gantry ] && [ "$(cat out/.inputs 2>/dev/null)" = "$inputs" ]; then
  echo "out/gantry is up to date"
  exit 0
fi

mkdir -p out
stage=$(mktemp -d out/.stage.XXXXXX)
trap 'rm -rf "$stage"' EXIT
publish() { # publish PROJECT [PROPERTY...]
  if ! dotnet publish "src/$1" -c Release -o "$stage" -v q --nologo -warnaserror -p:TrimmerSingleWarn=false -p:ContinuousIntegrationBuild=true \
    "-p:PathMap=$PWD=/gantry" "${@:2}" >"$stage/log" 2>&1 || grep -qE ': warning ' "$stage/log"; then
    cat "$stage/log" >&2
    echo "build.sh: the build failed" >&2
    exit 1
  fi
}

# What starts containers is a program of its own, which gantry carries with it.
publish Gantry.Launcher
publish Gantry.Cli "-p:Launcher=$PWD/$stage/gantry-runtime"

mv -f "$stage/gantry" out/gantry
mv -f "$stage/gantry-runtime" out/gantry-runtime
echo "$inputs" >out/.inputs
echo "out/gantry: $(stat -c %s out/gantry) bytes"
