#!/usr/bin/env bash
# Runs, on a machine whose control groups are of version 2 alone, the tests that concern them (boot.sh).
#   tests/vm/tests.sh DIRECTORY    leaves the results there as machine.PROJECT.trx; fails when a test fails. The projects must be built.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_TieredPGO=0
failed=0

run() { # run PROJECT FILTER
  dotnet vstest "$1/bin/Debug/net10.0/$1.dll" --TestCaseFilter:"$2" --ResultsDirectory:"$results" --Blame:"CollectHangDump;TestTimeout=300000;HangDumpType=none" \
    --logger:"trx;LogFileName=machine.$1.trx" --logger:"console;verbosity=normal" || failed=1
}

results=$1
run Gantry.Linux.Tests 'FullyQualifiedName~.Cgroups.&Cgroups!=1&FullyQualifiedName!~Making_a_group_is_quick'
# Its tests publish a shim by themselves otherwise, which takes an emulated processor longer than a test may take.
GANTRY_SHIM_HOST=$(realpath ../out/gantry-runtime) run Gantry.Runtime.Tests 'FullyQualifiedName~.Shim.CgroupTests'
run Gantry.EndToEnd 'Cgroups=2|FullyQualifiedName~.OciRuntime.LifecycleTests|FullyQualifiedName~.OciRuntime.NamespaceTests|FullyQualifiedName~.UsageTests.Stats|FullyQualifiedName~.UsageTests.Limits|(FullyQualifiedName~.LimitTests&FullyQualifiedName!~Values_out_of_range&FullyQualifiedName!~Resource_limits)'
# A real systemd, where there is one.
[ ! -x /lib/systemd/systemd ] || vm/systemd.sh ../out/gantry || failed=1
exit $failed
