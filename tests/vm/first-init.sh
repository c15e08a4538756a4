#!/bin/busybox sh
# The first program in the virtual machine (boot.sh): lays a layer in memory over the other machine's files, and goes there.
/bin/busybox --install -s /bin
export PATH=/bin
fail() { echo "init: $*"; poweroff -f; }
layer() { local made; made=$(mktemp -d /layers/layer.XXXXXX); chmod 755 "$made"; echo "$made"; }
mkdir -p /proc /sys /dev /control /layers /new
mount -t proc proc /proc
mount -t devtmpfs dev /dev
while read -r module; do
  insmod "/modules/$module" || fail "cannot load $module"
done </modules/order
files=trans=virtio,version=9p2000.L,msize=512000
mount -t 9p -o "$files" control /control || fail "no control files"
mount -t tmpfs -o mode=755 layers /layers
mkdir /layers/host /layers/upper /layers/work
mount -t 9p -o "$files,ro,cache=loose" host /layers/host || fail "no files of the host"
mount -t overlay -o lowerdir=/layers/host,upperdir=/layers/upper,workdir=/layers/work root /new || fail "no root"

cache=$(cat /control/cache)
kernel=$(cat /control/kernel)
here=$(cat /control/here)
share=$(cat /control/share)

# The programs under test mount overlays of their own, which cannot lie on another; so what is below /var/tmp is a disk.
mount -t ext4 -o noatime /dev/vda /new/var/tmp || fail "no disk"
chmod 1777 /new/var/tmp
case $cache in
  /var/tmp/*) mkdir -p "/new$cache"; mount --bind "/layers/host$cache" "/new$cache" ;;
esac
mkdir -p /new/lib/modules
mount --bind "/layers/host$kernel/lib/modules" /new/lib/modules
mount -t tmpfs -o mode=1777 tmp /new/tmp
for place in "$here" "$share"; do
  # What of the host lies below /tmp has to show again.
  case $place in
    /tmp/*) top=/tmp/$(echo "$place" | cut -d/ -f3)
      [ -d "/new$top" ] || { mkdir -p "/new$top"; mount -t overlay -o "lowerdir=/layers/host$top,upperdir=$(layer),workdir=$(layer)" tmp "/new$top"; } ;;
  esac
done
if [ -n "$share" ]; then
  mkdir -p "/new$share"
  mount -t 9p -o "$files" share "/new$share" || fail "no shared directory"
fi
mkdir -p /new/run /new/sys
mount -t tmpfs -o mode=755 run /new/run
mkdir /new/run/control
mount --move /control /new/run/control
mount --move /dev /new/dev
mount --move /proc /new/proc
exec switch_root /new "$here/init.sh"
