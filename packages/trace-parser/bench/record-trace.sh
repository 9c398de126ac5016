#!/bin/sh
# Records the trace that the bench reads: io_uring, XFS, iomap, block and page cache events of a buffered 4 KiB random
# read and write job with verification, in a mount namespace of its own. usage: record-trace.sh DIRECTORY FILE_SIZE
# Leaves none.dat and zstd.dat (version 7) and old.dat (version 6) in DIRECTORY. With 256m that is about three million events.
set -eu
if [ "${3:-}" != private ]; then
  exec unshare -m --propagation private "$0" "$1" "$2" private
fi
directory=$1
here=$(cd "$(dirname "$0")" && pwd)
umount -R /sys/kernel/debug 2>/dev/null || true
mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
gcc -shared -fPIC -O2 -o "$directory/shim.so" "$here/../src/testing/ftrace-shim.c" -ldl
truncate -s 1G "$directory/xfs.img"
mkfs.xfs -q "$directory/xfs.img"
mkdir "$directory/mnt"
mount -o loop "$directory/xfs.img" "$directory/mnt"
instance=uringlab-bench-$$
trap 'umount "$directory/mnt"; rmdir "/sys/kernel/tracing/instances/$instance" 2>/dev/null || true; rm -f "$directory/xfs.img"' EXIT
LD_PRELOAD=$directory/shim.so trace-cmd record -d -q -B "$instance" -b 65536 \
  -e io_uring -e 'xfs:xfs_file*' -e iomap -e block -e filemap -e sched:sched_switch -e sched:sched_waking \
  -e syscalls:sys_enter_io_uring_enter -e syscalls:sys_exit_io_uring_enter --compression none -o "$directory/none.dat" \
  fio --minimal --name=job --ioengine=io_uring --directory="$directory/mnt" --size="$2" --bs=4k --iodepth=32 \
  --direct=0 --rw=randrw --randseed=42 --verify=crc32c --verify_state_save=0 > "$directory/fio.out"
trace-cmd convert -i "$directory/none.dat" --file-version 7 --compression any -o "$directory/zstd.dat" > /dev/null 2>&1
trace-cmd convert -i "$directory/none.dat" --file-version 6 -o "$directory/old.dat" > /dev/null 2>&1
