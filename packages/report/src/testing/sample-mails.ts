/** A report of a bug, as a person would write it, that breaks no rule. */
export const BUG_MAIL = `Subject: [BUG] io_uring: buffered read returns short (readahead race)
From: Jo Doe <jo@example.org>
To: io-uring@vger.kernel.org
Cc: linux-xfs@vger.kernel.org
Message-ID: <20260102.1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

In 84 of 4096 reads on Linux 5.8.0 a 64 KiB buffered read comes back with
4096 bytes.

The application used the whole buffer. Page cache and disk are right; the
read raced with its own readahead, and the ring did not ask for the rest.

Last good: 5.4.0, first bad: 5.5.0; the latest mainline, 6.18, is good.
It was fixed by 227c0c9673d8 ("fs: fix kiocb flags and retries").

Reproducer, fio 3.21:

[job]
ioengine=io_uring
rw=randread

   fio-4518  [001]    52.806976: xfs_file_buffered_read: dev 253:32 ino 0x86
 kworker/u4:2-77  [000]    52.807001: iomap_apply: dev 253:32 ino 0x86 pos 116654080 length 65536 flags  (0x0) actor iomap_readahead_actor
....
   fio-4518  [001]    52.807866: io_uring_complete: ring 00000000c8b38d31, user_data 0x0, result 4096

1. The first call returns 0xfffffffffffffff5, which is -EAGAIN.
2. The second one returns 4096.

Environment:

/proc/version: Linux version 5.8.0 (gcc 10.2)
Distribution:  Debian GNU/Linux 11
Machine:       x86_64, 4 CPUs
Kernel taint:  not tainted

| Reported-by: Jo Doe <jo@example.org>
| Closes: https://lore.kernel.org/all/20260102.1@example.org/
`;

/** The same as a regression. */
export const REGRESSION_MAIL = BUG_MAIL.replace('[BUG]', '[REGRESSION]')
  .replace('Cc: ', 'Cc: regressions@lists.linux.dev, ')
  .replace('is good.\n', 'is good;\nthe same .config was used.\n')
  .replace(
    '\nReproducer',
    '\n#regzbot introduced: v5.4..v5.5\n#regzbot title: short buffered reads\n\nReproducer',
  );

/** An answer on a bug of the kernel's tracker. */
export const REPLY_MAIL = `Subject: Re: [Bug 208827] [fio io_uring] io_uring write data crc32c verify failed
From: Jo Doe <jo@example.org>
To: bugzilla-daemon@kernel.org
Message-ID: <20260102.2@example.org>
In-Reply-To: <bug-208827-201763@https.bugzilla.kernel.org/>
References: <bug-208827-201763@https.bugzilla.kernel.org/>

On Thu, Aug 06, 2020 at 04:57:58AM +0000, bugzilla-daemon wrote:
> io_uring write data crc32c verify failed

It is a short read that nobody asked the rest of.
`;
