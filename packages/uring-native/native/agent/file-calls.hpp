#pragma once
// Calls on files and directories.

#include "calls.hpp"

namespace uringlab {

Work prepareTruncate(ByteReader& reader);
Work prepareReadFile(ByteReader& reader);
Work prepareWriteFile(ByteReader& reader);
Work prepareReadDirectory(ByteReader& reader);
Work prepareMakeDirectory(ByteReader& reader);
Work prepareRemoveDirectory(ByteReader& reader);
Work prepareRemoveFile(ByteReader& reader);
Work prepareStatfs(ByteReader& reader);
Work prepareStat(ByteReader& reader);
Work prepareSync(ByteReader& reader);

}  // namespace uringlab
