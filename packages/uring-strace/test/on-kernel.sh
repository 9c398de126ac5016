#!/bin/sh
# Runs the test programs under `uringlab strace` on another kernel: boots a Debian kernel in QEMU (TCG) with the host's root read-only by 9p,
# so that the host's node and the built command run in the guest, and prints what each run printed and its exit status. By hand, not in CI.
#
# usage: on-kernel.sh RELEASE [PROGRAM...]
#   RELEASE   what uname -r will say: 5.10.0-46-amd64, 6.1.0-50-amd64, 6.12.117+deb13-amd64 (cloud flavours have no 9p)
#   PROGRAM   of test/programs; without any, those of the list below
#
# Needs: root is not needed; a built lab (apps/cli/dist), gcc and liburing, the Debian packages qemu-system-x86 busybox-static kmod cpio
# e2fsprogs xz-utils zstd debian-archive-keyring, 2 GiB of memory, and a Debian mirror. The host's apt and dpkg are not touched: apt works
# in a directory of its own. KERNEL_CACHE=DIRECTORY keeps that directory, lists and packages, for the next run; otherwise nothing is left.
# DEBIAN_MIRROR and DEBIAN_SECURITY_MIRROR name other mirrors, GUEST_SECONDS (900) the limit of the guest.
# Exit status: 0 when the guest came to its end, whatever the programs gave; 1 when it did not; 2 for a wrong call.
set -eu

release=${1:-}
if [ -z "$release" ]; then
  sed -n '5,7s/^# //p' "$0" >&2
  exit 2
fi
shift
programs=${*:-ignore handle wrong-offset eof by-pread registered vectored-ignore chain-broken drain cq-overflow multishot-poll}

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../../.." && pwd)
for tool in qemu-system-x86_64 busybox modprobe depmod cpio mkfs.ext4 xz zstd apt-get dpkg-deb; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || { echo "on-kernel: $tool is missing; see the head of $0" >&2; exit 2; }
done
PATH=$PATH:/usr/sbin:/sbin
if [ ! -e "$repository/apps/cli/dist/main.js" ]; then
  echo 'on-kernel: apps/cli/dist/main.js is missing: build the lab first' >&2
  exit 2
fi
case $repository/ in
  /mnt/* | /dev/* | /proc/* | /run/* | /sys/*)
    echo "on-kernel: the guest mounts its own over $repository" >&2
    exit 2
    ;;
esac
make -s -C "$here/programs"

work=$(mktemp -d)
qemu=
tidy() {
  [ -z "$qemu" ] || kill "$qemu" 2>/dev/null || :
  rm -rf "$work"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# -- the kernel's packages, by an apt of our own

apt=${KERNEL_CACHE:-$work/apt}
mkdir -p "$apt/etc/apt/apt.conf.d" "$apt/etc/apt/preferences.d" "$apt/var/lib/dpkg" "$apt/var/lib/apt/lists/partial" \
  "$apt/var/cache/apt/archives/partial" "$apt/packages"
: >"$apt/var/lib/dpkg/status"
signed='[arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
for suite in bullseye bookworm bookworm-backports trixie sid; do
  echo "deb $signed ${DEBIAN_MIRROR:-http://deb.debian.org/debian} $suite main"
done >"$apt/etc/apt/sources.list"
echo "deb $signed ${DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security} bullseye-security main" >>"$apt/etc/apt/sources.list"

own_apt() {
  tool=$1
  shift
  "$tool" -q -o Dir="$apt" -o Dir::State::status="$apt/var/lib/dpkg/status" -o Acquire::Languages=none -o APT::Sandbox::User= \
    -o APT::Architecture=amd64 "$@"
}
known() { own_apt apt-cache show "$1" >/dev/null 2>&1; }

# Newer kernels are split: image, modules, and the lists that depmod needs.
choose_packages() {
  if known "linux-binary-$release"; then
    packages="linux-binary-$release linux-modules-$release linux-base-$release"
  else
    packages="linux-image-$release"
    known "$packages" || packages="linux-image-$release-unsigned"
    known "$packages"
  fi
}
if ! choose_packages; then
  own_apt apt-get update >"$work/update.log" 2>&1 || { cat "$work/update.log" >&2; exit 1; }
  choose_packages || { echo "on-kernel: no Debian suite asked has a kernel $release" >&2; exit 1; }
fi
for package in $packages; do
  ls "$apt/packages/$package"_*.deb >/dev/null 2>&1 || (cd "$apt/packages" && own_apt apt-get download "$package" >&2)
  dpkg-deb -x "$apt/packages/$package"_*.deb "$work/kernel"
done
[ -d "$work/kernel/lib/modules" ] || { mkdir -p "$work/kernel/lib" && ln -s ../usr/lib/modules "$work/kernel/lib/modules"; }
depmod -b "$work/kernel" "$release"

# -- the initramfs: busybox, the modules in the order in which they are loaded, the guest's init

mkdir -p "$work/root/bin" "$work/root/modules"
cp "$(command -v busybox)" "$work/root/bin/busybox"
number=100
for module in virtio_pci virtio_blk 9pnet_virtio 9p ext4; do
  modprobe -d "$work/kernel" -S "$release" --show-depends "$module" >"$work/depends" || { echo "on-kernel: $release has no module $module" >&2; exit 1; }
  while read -r kind file rest; do
    name=${file##*/}
    name=${name%%.ko*}
    [ "$kind" = insmod ] || continue
    ls "$work/root/modules" | grep -q "^[0-9]*-$name\.ko\$" && continue
    number=$((number + 1))
    case $file in
      *.xz) xz -dc "$file" ;;
      *.zst) zstd -dqc "$file" ;;
      *) cat "$file" ;;
    esac >"$work/root/modules/$number-$name.ko"
  done <"$work/depends"
done
cp "$here/on-kernel-init.sh" "$work/root/init"
chmod 755 "$work/root/init"
cat >"$work/root/job" <<JOB
repository='$repository'
node='$(readlink -f "$(command -v node)")'
programs='$programs'
JOB
(cd "$work/root" && find . | cpio -o -H newc --quiet) >"$work/initramfs"
truncate -s 256M "$work/disk"
mkfs.ext4 -q -F "$work/disk"

# -- the guest

set -- "$work/kernel"/boot/vmlinuz-*
[ -e "$1" ] || set -- "$work/kernel/usr/lib/modules/$release"/vmlinuz*
timeout -k 10 "${GUEST_SECONDS:-900}" qemu-system-x86_64 -accel tcg,thread=multi -smp 2 -m 1024 -no-reboot -nic none -display none -monitor none \
  -serial "file:$work/console" -kernel "$1" -initrd "$work/initramfs" -append 'console=ttyS0 quiet loglevel=4 panic=-1' \
  -drive "file=$work/disk,format=raw,if=virtio" \
  -fsdev local,id=fsroot,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=fsroot,mount_tag=hostroot \
  </dev/null &
qemu=$!
status=0
wait "$qemu" || status=$?
qemu=
tr -d '\r' <"$work/console"
if ! grep -q '^== end' "$work/console"; then
  echo "on-kernel: the guest did not come to its end (QEMU's status $status)" >&2
  exit 1
fi
