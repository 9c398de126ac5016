/* SPDX-License-Identifier: MIT */
/*
 * What the test programs share: a ring, and a read that comes back short on demand. A buffered read with RWF_NOWAIT of a file of which only
 * the first page is in the page cache returns that page, and io_uring passes it on (io_uring/rw.c: REQ_F_NOWAIT is not retried).
 *
 * Every program: PROGRAM FILE [ARGUMENTS]. FILE is made anew and removed. Exit status 0: did what its name says; 77: this machine cannot.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, ASKED = 65536, BLOCK = 65536, FILE_BYTES = 1 << 20 };
/* Where the short read begins: not 0, so that a wrong offset is one. */
enum { PLACE = 2 * BLOCK };

static struct io_uring ring;
static char *buffer;
static const char *file_path;
static int fd = -1;

#define UNUSED __attribute__((unused))

static UNUSED void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static UNUSED void cannot(const char *what)
{
	fprintf(stderr, "skipped: %s\n", what);
	exit(77);
}

static UNUSED void expect(long got, long wanted, const char *what)
{
	if (got == wanted)
		return;
	fprintf(stderr, "%s: got %ld, not %ld\n", what, got, wanted);
	exit(1);
}

static UNUSED char byte_at(uint64_t offset)
{
	return 'a' + (offset / 512 + offset / BLOCK) % 26;
}

static void remove_file(void)
{
	unlink(file_path);
}

/* The file, open for reading and writing, all on disk. */
static UNUSED void make_file(const char *path)
{
	char *bytes = malloc(FILE_BYTES);

	file_path = path;
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		fail(path);
	for (int at = 0; at < FILE_BYTES; at++)
		bytes[at] = byte_at(at);
	if (pwrite(fd, bytes, FILE_BYTES, 0) != FILE_BYTES || fsync(fd))
		fail("pwrite");
	free(bytes);
}

/* A device that answers at once brings the other pages while the read is made: without its memory the read ends after the first page even so
 * (the -EFAULT is hidden by what was read before it). Until require_short(). */
static UNUSED void guard_rest(int protection)
{
	if (buffer && mprotect(buffer + PAGE, ASKED - PAGE, protection))
		fail("mprotect");
}

/* Of the file, only the page at `place` is in the page cache afterwards. All goes, as a large folio is not dropped in part. */
static UNUSED void cache_first_page(uint64_t place)
{
	char page[PAGE];

	if (posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM) || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED))
		fail("posix_fadvise");
	expect(pread(fd, page, PAGE, place), PAGE, "pread of the first page");
	guard_rest(PROT_NONE);
}

static UNUSED void make_ring(unsigned entries, unsigned flags)
{
	int error = io_uring_queue_init(entries, &ring, flags);

	if (error == -EPERM || error == -ENOSYS)
		cannot("io_uring is not allowed");
	if (error) {
		errno = -error;
		fail("io_uring_setup");
	}
}

/* File, ring and buffer. */
static UNUSED void begin(int count, char **arguments)
{
	if (count < 2) {
		fprintf(stderr, "usage: %s FILE\n", arguments[0]);
		exit(2);
	}
	make_file(arguments[1]);
	atexit(remove_file);
	make_ring(8, 0);
	buffer = mmap(0, ASKED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buffer == MAP_FAILED)
		fail("mmap");
}

/* Of one completion. */
static UNUSED int wait_result(void)
{
	struct io_uring_cqe *cqe;
	int error = io_uring_wait_cqe(&ring, &cqe);
	int result;

	if (error) {
		errno = -error;
		fail("io_uring_wait_cqe");
	}
	result = cqe->res;
	io_uring_cqe_seen(&ring, cqe);
	return result;
}

static UNUSED int submit_and_wait(void)
{
	expect(io_uring_submit(&ring), 1, "io_uring_submit");
	return wait_result();
}

static UNUSED int ring_read(int from, void *to, unsigned bytes, uint64_t offset, int rw_flags)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	io_uring_prep_read(sqe, from, to, bytes, offset);
	sqe->rw_flags = rw_flags;
	return submit_and_wait();
}

static UNUSED int ring_write(int to, const void *from, unsigned bytes, uint64_t offset)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	io_uring_prep_write(sqe, to, from, bytes, offset);
	return submit_and_wait();
}

/* The first page is read, the rest is not. */
static UNUSED void require_short(int result)
{
	guard_rest(PROT_READ | PROT_WRITE);
	if (result == -EAGAIN || result == -EOPNOTSUPP || result == ASKED)
		cannot("no short read under RWF_NOWAIT on this file system");
	expect(result, PAGE, "short read");
}

static UNUSED void read_short(void)
{
	cache_first_page(PLACE);
	require_short(ring_read(fd, buffer, ASKED, PLACE, RWF_NOWAIT));
}

/* The buffer holds the whole block. */
static UNUSED void check_buffer(void)
{
	for (int at = 0; at < ASKED; at++)
		expect(buffer[at], byte_at(PLACE + at), "byte of the buffer");
}

#define REST (ASKED - PAGE)
