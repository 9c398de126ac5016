#include "flags.hpp"

namespace uringlab::flags {

namespace {

// include/uapi/linux/fs.h
constexpr Name kReadWrite[] = {
    {1, "HIPRI"},       {2, "DSYNC"},       {4, "SYNC"},      {8, "NOWAIT"},      {0x10, "APPEND"},
    {0x20, "NOAPPEND"}, {0x40, "ATOMIC"}, {0x80, "DONTCACHE"}, {0x100, "NOSIGNAL"},
};

// include/uapi/asm-generic/fcntl.h. Those of several bits come before their parts.
constexpr Name kOpen[] = {
    {020200000, "O_TMPFILE"}, {04010000, "O_SYNC"},     {0100, "O_CREAT"},        {0200, "O_EXCL"},      {0400, "O_NOCTTY"},
    {01000, "O_TRUNC"},       {02000, "O_APPEND"},      {04000, "O_NONBLOCK"},    {010000, "O_DSYNC"},   {020000, "O_ASYNC"},
    {040000, "O_DIRECT"},     {0100000, "O_LARGEFILE"}, {0200000, "O_DIRECTORY"}, {0400000, "O_NOFOLLOW"}, {01000000, "O_NOATIME"},
    {02000000, "O_CLOEXEC"},  {010000000, "O_PATH"},
};
constexpr Name kOpenAccess[] = {{0, "O_RDONLY"}, {1, "O_WRONLY"}, {2, "O_RDWR"}, {3, "O_ACCMODE"}};

// include/uapi/linux/fcntl.h
constexpr Name kAt[] = {
    {0x100, "AT_SYMLINK_NOFOLLOW"}, {0x200, "AT_REMOVEDIR"}, {0x400, "AT_SYMLINK_FOLLOW"}, {0x800, "AT_NO_AUTOMOUNT"},
    {0x1000, "AT_EMPTY_PATH"}, {0x2000, "AT_STATX_FORCE_SYNC"}, {0x4000, "AT_STATX_DONT_SYNC"}, {0x8000, "AT_RECURSIVE"},
};

// include/uapi/linux/fs.h
constexpr Name kRename[] = {{1, "RENAME_NOREPLACE"}, {2, "RENAME_EXCHANGE"}, {4, "RENAME_WHITEOUT"}};

// include/uapi/linux/stat.h
constexpr Name kStatxMask[] = {
    {0xfff, "STATX_ALL"},     {0x7ff, "STATX_BASIC_STATS"}, {1, "STATX_TYPE"},        {2, "STATX_MODE"},
    {4, "STATX_NLINK"},       {8, "STATX_UID"},             {0x10, "STATX_GID"},      {0x20, "STATX_ATIME"},
    {0x40, "STATX_MTIME"},    {0x80, "STATX_CTIME"},        {0x100, "STATX_INO"},     {0x200, "STATX_SIZE"},
    {0x400, "STATX_BLOCKS"},  {0x800, "STATX_BTIME"},       {0x1000, "STATX_MNT_ID"}, {0x2000, "STATX_DIOALIGN"},
    {0x4000, "STATX_MNT_ID_UNIQUE"}, {0x8000, "STATX_SUBVOL"}, {0x10000, "STATX_WRITE_ATOMIC"}, {0x20000, "STATX_DIO_READ_ALIGN"},
};

// include/uapi/linux/falloc.h
constexpr Name kAllocate[] = {
    {1, "FALLOC_FL_KEEP_SIZE"}, {2, "FALLOC_FL_PUNCH_HOLE"}, {4, "FALLOC_FL_NO_HIDE_STALE"}, {8, "FALLOC_FL_COLLAPSE_RANGE"},
    {0x10, "FALLOC_FL_ZERO_RANGE"}, {0x20, "FALLOC_FL_INSERT_RANGE"}, {0x40, "FALLOC_FL_UNSHARE_RANGE"}, {0x80, "FALLOC_FL_WRITE_ZEROES"},
};

// include/uapi/linux/fs.h
constexpr Name kSyncRange[] = {
    {1, "SYNC_FILE_RANGE_WAIT_BEFORE"}, {2, "SYNC_FILE_RANGE_WRITE"}, {4, "SYNC_FILE_RANGE_WAIT_AFTER"},
};

// include/linux/splice.h; the last of include/uapi/linux/io_uring.h
constexpr Name kSplice[] = {
    {1, "SPLICE_F_MOVE"}, {2, "SPLICE_F_NONBLOCK"}, {4, "SPLICE_F_MORE"}, {8, "SPLICE_F_GIFT"}, {1u << 31, "SPLICE_F_FD_IN_FIXED"},
};

// include/uapi/linux/xattr.h
constexpr Name kXattr[] = {{1, "XATTR_CREATE"}, {2, "XATTR_REPLACE"}};

// include/uapi/linux/fadvise.h
constexpr Name kFileAdvice[] = {
    {0, "POSIX_FADV_NORMAL"}, {1, "POSIX_FADV_RANDOM"}, {2, "POSIX_FADV_SEQUENTIAL"},
    {3, "POSIX_FADV_WILLNEED"}, {4, "POSIX_FADV_DONTNEED"}, {5, "POSIX_FADV_NOREUSE"},
};

// include/uapi/asm-generic/mman-common.h
constexpr Name kMemoryAdvice[] = {
    {0, "MADV_NORMAL"}, {1, "MADV_RANDOM"}, {2, "MADV_SEQUENTIAL"}, {3, "MADV_WILLNEED"}, {4, "MADV_DONTNEED"},
    {8, "MADV_FREE"}, {9, "MADV_REMOVE"}, {10, "MADV_DONTFORK"}, {11, "MADV_DOFORK"}, {12, "MADV_MERGEABLE"},
    {13, "MADV_UNMERGEABLE"}, {14, "MADV_HUGEPAGE"}, {15, "MADV_NOHUGEPAGE"}, {16, "MADV_DONTDUMP"}, {17, "MADV_DODUMP"},
    {18, "MADV_WIPEONFORK"}, {19, "MADV_KEEPONFORK"}, {20, "MADV_COLD"}, {21, "MADV_PAGEOUT"}, {22, "MADV_POPULATE_READ"},
    {23, "MADV_POPULATE_WRITE"}, {24, "MADV_DONTNEED_LOCKED"}, {25, "MADV_COLLAPSE"}, {100, "MADV_HWPOISON"},
    {101, "MADV_SOFT_OFFLINE"}, {102, "MADV_GUARD_INSTALL"}, {103, "MADV_GUARD_REMOVE"},
};

}  // namespace

const Names readWrite = kReadWrite;
const Names open = kOpen;
const Names openAccess = kOpenAccess;
const Names at = kAt;
const Names rename = kRename;
const Names statxMask = kStatxMask;
const Names allocate = kAllocate;
const Names syncRange = kSyncRange;
const Names splice = kSplice;
const Names xattr = kXattr;
const Names fileAdvice = kFileAdvice;
const Names memoryAdvice = kMemoryAdvice;

}  // namespace uringlab::flags
