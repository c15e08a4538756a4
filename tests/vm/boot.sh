#!/usr/bin/env bash
# Runs a command in a virtual machine whose kernel is Debian's and whose control groups are version 2, whatever this machine's are.
#
#   tests/vm/boot.sh [--share DIRECTORY] [--limit SECONDS] COMMAND [ARGUMENT…]
#
# The machine sees this machine's files, as they are and where they are, under a layer of its own that is gone with it: what the command
# writes stays in the machine. Only DIRECTORY is shared for writing. What the command prints comes out here, and its exit status is ours:
#   124 when the limit (default 1500) was reached, 125 when the machine did not get to the command, 3 when there is no emulator.
#
#   this machine             the virtual machine
#   /                ──9p──► read-only lower layer of /, over it a layer in memory
#   DIRECTORY        ──9p──► the same path
#   (sparse files)   ──────► /dev/vda, ext4 on /var/tmp; /dev/vdb, swap
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${GANTRY_E2E_CACHE:-/var/tmp/gantry-e2e}
. "$here/../../scripts/packages.sh"

share='' limit=1500
while [[ ${1:-} == --* ]]; do
  case $1 in
    --share) share=$(realpath "$2") ;;
    --limit) limit=$2 ;;
    *) echo "boot.sh: unknown flag $1" >&2; exit 2 ;;
  esac
  shift 2
done
[ $# -gt 0 ] || { echo "boot.sh: no command" >&2; exit 2; }

[ "$(uname -m)" = x86_64 ] || { echo "boot.sh: only x86-64 machines are emulated" >&2; exit 3; }
need qemu-system-x86_64 qemu-system-x86
need cpio cpio
need depmod kmod
need mke2fs e2fsprogs
need /bin/busybox busybox-static
install_missing >&2 || exit 3

# Debian's kernel, taken out of its package: installing it would set up a boot loader.
kernel=$cache/vm/kernel
if [ ! -e "$kernel/release" ]; then
  work=$(mktemp -d)
  refresh_lists
  package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*-amd64\).*/\1/p' | head -1)
  (cd "$work" && apt-get -o APT::Sandbox::User=root download -qq "$package" >/dev/null && dpkg-deb -x ./*.deb x) ||
    { echo "boot.sh: Debian's kernel cannot be had from this machine's apt sources" >&2; exit 3; }
  release=${package#linux-image-}
  [ -d "$work/x/lib/modules" ] || mv "$work/x/usr/lib" "$work/x/lib"
  depmod -b "$work/x" "$release"
  rm -rf "$cache/vm"; mkdir -p "$kernel"
  mv "$work/x/boot/vmlinuz-$release" "$kernel/vmlinuz"
  mkdir -p "$kernel/lib"; mv "$work/x/lib/modules" "$kernel/lib/modules"
  echo "$release" >"$kernel/release"   # last: what is half made is made again
  rm -rf "$work"
fi
release=$(cat "$kernel/release")

machine=$(mktemp -d)
trap 'rm -rf "$machine"' EXIT
mkdir "$machine/control"

# The first files: busybox, and the modules that reach the real ones.
mkdir -p "$machine/first/bin" "$machine/first/modules"
cp /bin/busybox "$machine/first/bin/"
cp "$here/first-init.sh" "$machine/first/init"
for module in virtio_pci 9pnet_virtio 9p overlay virtio_blk ext4; do
  modprobe --dirname "$kernel" --set-version "$release" --show-depends "$module"
done | sed -n 's/^insmod \(\S*\).*/\1/p' | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$machine/first/modules/"
  echo "$(basename "$file")" >>"$machine/first/modules/order"
done
(cd "$machine/first" && find . | LC_ALL=C sort | cpio --quiet -o -H newc) >"$machine/first.cpio"

truncate -s 6G "$machine/disk"
truncate -s 256M "$machine/swap"
mke2fs -q -t ext4 -E lazy_itable_init=1,lazy_journal_init=1 "$machine/disk"

# What is to be done there, by a file of its own: no quoting on the kernel's command line.
{
  echo "cd $(printf %q "$PWD")"
  export -p | grep -E ' (GANTRY_E2E_[A-Z]*|DOTNET_[A-Za-z_]*|PATH|HOME|LANG)=' || true
  printf 'exec'; printf ' %q' "$@"; echo
} >"$machine/control/command"
printf '%s\n' "$share" >"$machine/control/share"
printf '%s\n' "$kernel" >"$machine/control/kernel"
printf '%s\n' "$here" >"$machine/control/here"
printf '%s\n' "$cache" >"$machine/control/cache"

# The processor's own virtualisation where it is real, else emulation: a processor that is cheap to emulate, and tests that wait longer.
if [ -w /dev/kvm ] && grep -qE '^flags.* (vmx|svm)( |$)' /proc/cpuinfo; then
  processor=(-accel kvm -cpu host)
else
  processor=(-accel tcg,thread=multi,tb-size=1024 -cpu Nehalem)
  sed -i '1i export GANTRY_E2E_PATIENCE=4' "$machine/control/command"
fi
[ -z "${GANTRY_VM_PROCESSOR:-}" ] || read -ra processor <<<"$GANTRY_VM_PROCESSOR"
drive() { echo "-drive if=none,id=$1,format=raw,cache=unsafe,file=$machine/$1 -device virtio-blk-pci,drive=$1"; }
files() { echo "-fsdev local,id=$1,path=$2,security_model=passthrough,multidevs=remap$3 -device virtio-9p-pci,fsdev=$1,mount_tag=$1"; }

# shellcheck disable=SC2046
timeout --foreground "$limit" qemu-system-x86_64 -M q35 "${processor[@]}" -m "${GANTRY_VM_MEMORY:-4G}" -smp 2 -nodefaults -display none -no-reboot -monitor none \
  -kernel "$kernel/vmlinuz" -initrd "$machine/first.cpio" -append "console=ttyS0 quiet loglevel=3 panic=-1 cgroup_no_v1=all mitigations=off" \
  -serial stdio $(drive disk) $(drive swap) $(files host / ,readonly=on) $(files control "$machine/control" '') \
  $([ -z "$share" ] || files share "$share" '') </dev/null | sed -u 's/\r$//' || [ "${PIPESTATUS[0]}" != 124 ] || { echo "boot.sh: the machine did not end within $limit seconds" >&2; exit 124; }
[ -s "$machine/control/status" ] || { echo "boot.sh: the machine did not get to the command" >&2; exit 125; }
exit "$(cat "$machine/control/status")"
