#!/usr/bin/env bash
# testcontainers-dotnet.sh SOURCE SOCKET[,NAMESPACE]: the tests of Testcontainers for .NET against an engine, in the engine's network namespace where it has one of its own.
# Prints a line a test: passed, failed or skipped, and its name. SOURCE is a checkout; it is copied, since what it pins to the hub's digests is asked for by name here,
# and two packages that only its documentation and one clean-up need are left out: not every mirror of NuGet has them. The engine needs the image busybox.
set -euo pipefail
source=$(realpath "${1:?usage: testcontainers-dotnet.sh SOURCE SOCKET[,NAMESPACE]}") engine=${2:?usage: testcontainers-dotnet.sh SOURCE SOCKET[,NAMESPACE]}
[ -d "$source/tests/Testcontainers.Tests" ] || { echo "testcontainers-dotnet.sh: $source has no tests/Testcontainers.Tests: it is no checkout of testcontainers-dotnet" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. scripts/packages.sh
. tests/suites/engine.sh testcontainers-dotnet "$engine"
need socat socat
install_missing >&2
export TESTCONTAINERS_RYUK_DISABLED=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The images the tests ask the hub for, made of busybox.
mkdir "$work/socat" "$work/hello"
for file in "$(command -v socat)" $(ldd "$(command -v socat)" | grep -o '/[^ ]*'); do cp -L --parents "$file" "$work/socat/"; done
printf PONG >"$work/hello/ping"
image() { sed -n "s/.* $1 = new DockerImage(\"\\([^\"]*\\)\").*/\\1/p" "$source/tests/Testcontainers.Commons/CommonImages.cs"; }
stand_in "$(image Alpine)" 'CMD ["/bin/sh"]'
stand_in "$(image Nginx)" 'RUN mkdir /www && echo hello >/www/index.html' 'CMD ["httpd", "-f", "-h", "/www", "-p", "80"]' 'EXPOSE 80'
stand_in "$(image HelloWorld)" 'COPY hello /www' 'CMD ["httpd", "-f", "-h", "/www", "-p", "8080"]' 'EXPOSE 8080'
stand_in "$(image Socat)" 'COPY socat /' 'ENTRYPOINT ["socat"]'

projects='Testcontainers.Tests Testcontainers.Platform.Linux.Tests'
copy=$work/source
cp -r "$source" "$copy"
find "$copy/tests" -name Dockerfile -exec sed -i -E 's/(alpine:[0-9.]+)@sha256:[0-9a-f]+/\1/' {} +
sed -i '/SauceControl.InheritDoc/d' "$copy/Directory.Build.props"
sed -i '/ReflectionMagic/d' "$copy/tests/Testcontainers.Platform.Linux.Tests/"{*.csproj,Usings.cs}
rm -f "$copy/tests/Testcontainers.Platform.Linux.Tests/ReusableResourceTest.cs"
for project in $projects; do
  (cd "$copy" && dotnet build "tests/$project" -v q -p:RunAnalyzers=false) >"$work/build.log" 2>&1 || { grep error "$work/build.log" | sort -u | head -20 >&2; exit 2; }
done

run() {
  local project filter
  filter=$(printf '|FullyQualifiedName~%s' "${@%%(*}")
  for project in $projects; do
    (
      cd "$copy"
      there dotnet test "tests/$project" --no-build ${1+--filter "${filter#|}"} --logger "trx;LogFileName=$project.trx" --results-directory "$work" \
        --blame-hang-timeout 5m --blame-hang-dump-type none >"$work/log" 2>&1
    ) || true
    grep -E '^(Passed|Failed)!' "$work/log" >&2 || [ $# -gt 0 ] || { tail -30 "$work/log" >&2; return 2; }
    [ -e "$work/$project.trx" ] || continue
    python3 - "$work/$project.trx" <<'PY'
import sys, xml.etree.ElementTree as xml
outcomes = {"Passed": "passed", "NotExecuted": "skipped"}
for result in xml.parse(sys.argv[1]).iter("{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}UnitTestResult"):
    print(outcomes.get(result.get("outcome"), "failed"), " ".join(result.get("testName").split()))
PY
    rm "$work/$project.trx"
  done
}

report run
