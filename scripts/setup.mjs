// Looks for what the build and the default scenario need, and installs it where that is this script's to do:
// as root on a system with apt-get. Elsewhere it prints the one command and goes on with what is there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PATH = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
const hasProgram = (name) => PATH.some((directory) => existsSync(join(directory, name)));
const hasLibrary = (name) =>
  ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib'].some((directory) =>
    existsSync(join(directory, name)),
  );

const NEEDED = [
  { packageName: 'g++', isThere: () => hasProgram('g++') },
  { packageName: 'make', isThere: () => hasProgram('make') },
  { packageName: 'liburing-dev', isThere: () => hasLibrary('liburing.a') },
  { packageName: 'clang', isThere: () => hasProgram('clang') },
  { packageName: 'libbpf-dev', isThere: () => hasLibrary('libbpf.a') },
  { packageName: 'mount', isThere: () => hasProgram('losetup') },
  { packageName: 'xfsprogs', isThere: () => hasProgram('mkfs.xfs') },
];

const NEEDED_BY_TESTS = [
  { packageName: 'e2fsprogs', isThere: () => hasProgram('mkfs.ext4') },
  { packageName: 'btrfs-progs', isThere: () => hasProgram('mkfs.btrfs') },
  { packageName: 'fio', isThere: () => hasProgram('fio') },
  { packageName: 'trace-cmd', isThere: () => hasProgram('trace-cmd') },
  { packageName: 'strace', isThere: () => hasProgram('strace') },
  { packageName: 'bpftool', isThere: () => hasProgram('bpftool') },
  { packageName: 'bpftrace', isThere: () => hasProgram('bpftrace') },
  { packageName: 'chromium', isThere: () => hasProgram('chromium') },
  { packageName: 'procps', isThere: () => hasProgram('sysctl') },
  { packageName: 'zstd', isThere: () => hasProgram('zstd') },
  { packageName: 'git-email', isThere: () => existsSync('/usr/lib/git-core/git-send-email') },
  // git send-email reads addresses with it.
  { packageName: 'libmailtools-perl', isThere: () => existsSync('/usr/share/perl5/Mail/Address.pm') },
  { packageName: 'psmisc', isThere: () => hasProgram('fuser') },
  { packageName: 'qemu-system-x86', isThere: () => hasProgram('qemu-system-x86_64') },
  { packageName: 'busybox-static', isThere: () => hasProgram('busybox') },
  { packageName: 'kmod', isThere: () => hasProgram('modprobe') },
  { packageName: 'cpio', isThere: () => hasProgram('cpio') },
  { packageName: 'xz-utils', isThere: () => hasProgram('xz') },
  {
    packageName: 'debian-archive-keyring',
    isThere: () => existsSync('/usr/share/keyrings/debian-archive-keyring.gpg'),
  },
  { packageName: 'flex', isThere: () => hasProgram('flex') },
  { packageName: 'bison', isThere: () => hasProgram('bison') },
  { packageName: 'bc', isThere: () => hasProgram('bc') },
  { packageName: 'patch', isThere: () => hasProgram('patch') },
  { packageName: 'git', isThere: () => hasProgram('git') },
  { packageName: 'libelf-dev', isThere: () => existsSync('/usr/include/gelf.h') },
];

const say = (text) => process.stderr.write(`setup: ${text}\n`);
const wanted = process.argv.includes('--test') ? [...NEEDED, ...NEEDED_BY_TESTS] : NEEDED;
const missing = wanted.filter(({ isThere }) => !isThere()).map(({ packageName }) => packageName);
if (missing.length > 0) {
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.geteuid?.() === 0 && hasProgram('apt-get')) {
    say(`installing what is missing: ${command}`);
    const apt = (args) =>
      spawnSync('apt-get', args, {
        // Standard output is for the lab's own words.
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status;
    const options = ['-y', '-qq', '-o', 'Dpkg::Use-Pty=0', '--no-install-recommends'];
    const status = apt(['update', '-qq']) || apt(['install', ...options, ...missing]);
    if (status !== 0) say(`that failed (status ${status}); going on with what is there`);
  } else {
    say(`missing: ${missing.join(', ')}; going on with what is there. As root: ${command}`);
  }
}
