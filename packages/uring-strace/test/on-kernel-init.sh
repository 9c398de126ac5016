#!/bin/busybox sh
# /init of the guest of on-kernel.sh: the host's root read-only, a fresh ext4 for the programs' files (9p has no readahead, and no short
# reads on demand), the programs one after the other, power off.
b=/bin/busybox
$b mkdir -p /proc /host
$b mount -t proc proc /proc
for module in /modules/*.ko; do
  $b insmod "$module" 2>/dev/null # one for a processor that this is not (crc32c-intel) is not missed
done
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=131072,ro,cache=loose hostroot /host || echo '== cannot mount the host'
$b mount -t proc proc /host/proc
$b mount -t sysfs sysfs /host/sys
$b mount -t tracefs tracefs /host/sys/kernel/tracing
$b mount -t devtmpfs devtmpfs /host/dev
$b mount -t tmpfs tmpfs /host/run
$b mount -t ext4 /host/dev/vda /host/mnt || echo '== cannot mount the disk'
. /job
echo "== kernel $($b uname -r)"
if $b grep -qw bpf_rdonly_cast /proc/kallsyms; then echo '== bpf_rdonly_cast: yes'; else echo '== bpf_rdonly_cast: no'; fi
run() {
  $b chroot /host /usr/bin/env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin TMPDIR=/mnt "$node" "$repository/apps/cli/dist/main.js" \
    strace --exit-code -- "$repository/packages/uring-strace/build/test/programs/$1" /mnt/f 2>&1
}
# A program that could not have its short read (pages of the file that were not dropped) says "skipped:", and is run again.
for program in $programs; do
  for attempt in 1 2 3; do
    echo "== $program"
    output=$(run "$program")
    status=$?
    echo "$output"
    echo "== $program: exit status $status"
    case $output in *skipped:*) ;; *) break ;; esac
  done
done
echo '== end'
$b sync
$b poweroff -f
