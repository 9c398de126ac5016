#pragma once
// The calls of an agent that serves: number, body of the request, body of the answer. `text` and `bytes` are a u32 count and
// so many bytes; a path is a text without a NUL.
//
//    1 execute           plan (plan.hpp)                                  -> result (result.hpp), its errors in it
//    2 look              path, u64 offset, u64 length, u8 direct, u8 nowait  -> i64 result, bytes
//    3 prepareCache      path, u8 drop, u8 random, u64 touch length, u32 count, i64 offsets  -> nothing
//    4 residency         path, u64 offset, u64 length                     -> bytes, one a page
//    5 extents           path                                             -> u32 count, each u64 logical, physical, length, u32 flags
//    6 probe             nothing       -> i32 errno, i32 errno of SQPOLL, u32 features, u8 CRC32C in hardware, bytes operations,
//                                         text liburing, u32 bytes of a page
//    7 truncate          path, u64 bytes                                  -> nothing
//    8 readFile          path, u64 offset, u64 length                     -> bytes, fewer at the end of the file
//    9 writeFile         path, u8 0 create or empty, 1 append, 2 write what is there; u32 mode, bytes  -> nothing
//   10 readDirectory     path                                             -> u32 count, each u8 is directory, text name
//   11 makeDirectory     path, u32 mode                                   -> nothing
//   12 removeDirectory   path                                             -> nothing
//   13 removeFile        path                                             -> nothing
//   14 mount             text source, path target, text type, text options -> nothing
//   15 unmount           path                                             -> nothing
//   16 statfs            path              -> u64 type, u64 bytes of a block, u64 blocks, u64 free, u64 free for all
//   17 stat              path              -> u64 inode, u64 bytes, u64 bytes of a block, u32 mode, u32 major, u32 minor
//   18 sync              path                                             -> nothing, when the file is on its device (fsync)
//   19 recordTracePipe   path source, path target, u32 bytes of a sub-buffer  -> u64 bytes, i32 errno; ends by `stop` alone
//   20 run               u32 count, texts arguments, u8 has environment [u32 count, texts], text directory, u32 ms limit,
//                        u32 bytes of output kept, each   -> i32 exit status, i32 signal, u8 timed out, u8 output cut,
//                                                            bytes standard output, bytes standard error
//   21 kernelLog         u64 first sequence number                        -> u8 records were lost, u32 count, texts
//   22 powerOff          nothing                                          -> nothing; the machine goes off before it is sent
//   23 stop              u32 id of a call                                 -> nothing; a call that is over is no error
//
// A call is prepared where it is received, in order, and done on a thread of its own.

#include <functional>

#include "bytes.hpp"
#include "frames.hpp"
#include "stop.hpp"

namespace uringlab {

/** Does what was asked for, and returns the body of the answer. May throw, and may block until it is stopped. */
using Work = std::function<Bytes(const Stop&)>;
/** Reads the body of a request, and opens what can be refused at once. Quick. */
using Prepare = Work (*)(ByteReader&);

enum class CallNumber : uint16_t { powerOff = 22, stop = 23 };

/** Null for a number that is no call. Does not know `stop`. */
Prepare findCall(uint16_t number);

}  // namespace uringlab
