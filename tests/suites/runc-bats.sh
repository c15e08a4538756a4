#!/usr/bin/env bash
# runc-bats.sh SOURCE A B [FILE...]: runc's own integration tests with two runtimes, A ours and B a runc. Prints the tests that pass with B and not with A;
# fails when there are any. SOURCE is a checkout of runc with the version of B; Go (GO, else `go`) builds the programs its tests need, once.
# FILEs are names of its files without `.bats`; all otherwise. With AS=USER they run as that user, so without privileges. Control groups must be this machine's to
# change, so it is run as root. What a test prints is kept in LOGS, where it is set.
set -euo pipefail
usage="usage: runc-bats.sh SOURCE A B [FILE...]"
source=$(realpath "${1:?$usage}") a=$(realpath "${2:?$usage}") b=$(realpath "${3:?$usage}")
shift 3
integration=$source/tests/integration
[ -f "$integration/helpers.bash" ] || { echo "runc-bats.sh: $source has no tests/integration: it is no checkout of runc" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. scripts/packages.sh
need bats bats
need gawk gawk
need jq jq
need xz xz-utils
need python3 python3
need gcc gcc
need debootstrap debootstrap
need newuidmap uidmap
need /usr/share/doc/busybox-static busybox-static
need /usr/include/seccomp.h libseccomp-dev
install_missing
go=${GO:-$(command -v go || true)}
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT

mkfifo -m 666 "$work/nobody"

# The suite asks Go for the machine's architecture, and then for images where it would otherwise download them to.
[ -n "$go" ] || { echo "runc-bats.sh: no Go: set GO to the program" >&2; exit 2; }
mkdir "$work/path"
printf '#!/bin/sh\nexec env GOTOOLCHAIN=local GOFLAGS=-mod=vendor %s "$@"\n' "$go" >"$work/path/go"
chmod 755 "$work/path/go"
export PATH=$work/path:$PATH
[ -x "$source/tests/cmd/_bin/recvtty" ] || make -C "$source" test-binaries >/dev/null
architecture=$(go env GOARCH) images=$integration/testdata
if [ ! -f "$images/busybox-$architecture.tar.xz" ]; then
  root=$work/busybox
  mkdir -p "$root"/{bin,dev,etc,home,lib,root,tmp,usr/bin,usr/sbin,var/spool/mail,var/www}
  cp /bin/busybox "$root/bin/"
  for applet in $(/bin/busybox --list); do [ "$applet" = busybox ] || ln "$root/bin/busybox" "$root/bin/$applet"; done
  chmod 1777 "$root/tmp"
  printf '%s\n' root:x:0:0:root:/root:/bin/sh daemon:x:1:1:daemon:/usr/sbin:/bin/false bin:x:2:2:bin:/bin:/bin/false sys:x:3:3:sys:/dev:/bin/false \
    sync:x:4:100:sync:/bin:/bin/sync mail:x:8:8:mail:/var/spool/mail:/bin/false www-data:x:33:33:www-data:/var/www:/bin/false operator:x:37:37:Operator:/var:/bin/false \
    nobody:x:65534:65534:nobody:/home:/bin/false >"$root/etc/passwd"
  printf '%s\n' root:x:0: daemon:x:1: bin:x:2: sys:x:3: adm:x:4: tty:x:5: disk:x:6: wheel:x:10:root users:x:100: nogroup:x:65534: >"$root/etc/group"
  tar -C "$root" -cJf "$images/busybox-$architecture.tar.xz" .
fi
if [ ! -f "$images/debian-$architecture.tar.xz" ]; then
  debootstrap --variant=minbase bookworm "$work/debian" >/dev/null
  rm -rf "$work"/debian/var/cache/apt "$work"/debian/var/lib/apt/lists/* "$work"/debian/usr/share/{doc,info,locale,man}
  tar -C "$work/debian" -c . | xz -0 -T0 >"$images/debian-$architecture.tar.xz"
fi

files=()
if [ $# -gt 0 ]; then
  for name in "$@"; do files+=("$integration/$name.bats"); done
else
  files=("$integration"/*.bats)
fi

as=()
if [ -n "${AS:-}" ]; then
  as=(setpriv --reuid "$AS" --regid "$AS" --init-groups env "HOME=$work/home" "XDG_RUNTIME_DIR=$work/home/run")
  install -d -m 700 -o "$AS" "$work/home" "$work/home/run"
fi

passed() { # passed RUNTIME NAME: names of the tests that pass
  # The texts it compares have the program's name in them. Some tests want a terminal, at which nobody types.
  mkdir -p "$work/$2"
  cp "$1" "$work/$2/runc"
  local log=${LOGS:-$work}/$2.tap
  : >"$log"
  chmod 666 "$log"
  env "RUNC=$work/$2/runc" "LOG=$log" "${as[@]}" python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' \
    bash -c 'bats --tap "$@" >"$LOG" 2>&1' bash "${files[@]}" >/dev/null <>"$work/nobody" || true
  sed -n -E '/ # skip/d; s/^ok [0-9]+ //p' "$log" | sort
  echo "$2: $(grep -c '^ok ' "$log") ok, $(grep -c ' # skip' "$log") of them skipped; $(grep -c '^not ok ' "$log") not ok" >&2
}

passed "$a" a >"$work/a.passed"
passed "$b" b >"$work/b.passed"
comm -13 "$work/a.passed" "$work/b.passed" >"$work/missing"
cat "$work/missing"
echo "$(wc -l <"$work/a.passed") pass with A, $(wc -l <"$work/b.passed") with B, $(wc -l <"$work/missing") with B alone"
[ ! -s "$work/missing" ]
