#include "file-calls.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <memory>

#include "values.hpp"

namespace uringlab {
namespace {

constexpr size_t kPieceBytes = 1 << 16;

void require(int result, const char* call, const std::string& path) {
  if (result < 0) throw SystemError(errno, call, path);
}

/** Files of the kernel tell no size: reads until the end, or until nothing more is there now. */
Bytes readUpTo(const Fd& file, uint64_t length, const std::string& path, const Stop& stop) {
  Bytes bytes;
  while (bytes.size() < length && !stop.requested()) {
    size_t start = bytes.size();
    size_t wanted = std::min<uint64_t>(kPieceBytes, length - start);
    bytes.resize(start + wanted);
    ssize_t got = read(file.get(), bytes.data() + start, wanted);
    int error = errno;
    bytes.resize(start + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && error == EINTR) continue;
    if (got < 0 && error != EAGAIN) throw SystemError(error, "read", path);
    if (got <= 0) break;
  }
  return bytes;
}

/** A control file takes what it is told in one write(2); what a file takes in part is written on. */
void writeWhole(const Fd& file, const Bytes& bytes, const std::string& path) {
  for (size_t done = 0; done < bytes.size();) {
    ssize_t written = write(file.get(), bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    require(static_cast<int>(written), "write", path);
    if (written == 0) throw SystemError(EIO, "write", path);
    done += static_cast<size_t>(written);
  }
}

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

bool isDirectory(const std::string& parent, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status {};
  return lstat((parent + "/" + entry.d_name).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

Work prepareTruncate(ByteReader& reader) {
  std::string path = readPath(reader);
  auto bytes = reader.value<uint64_t>();
  return [=](const Stop&) {
    require(truncate(path.c_str(), static_cast<off_t>(bytes)), "truncate", path);
    return Bytes();
  };
}

Work prepareReadFile(ByteReader& reader) {
  std::string path = readPath(reader);
  auto offset = reader.value<uint64_t>();
  auto length = reader.value<uint64_t>();
  return [=](const Stop& stop) {
    Fd file = Fd::open(path, O_RDONLY | O_NONBLOCK);
    if (offset > 0 && lseek(file.get(), static_cast<off_t>(offset), SEEK_SET) < 0) throw SystemError(errno, "lseek", path);
    // One more than fits, so that what is too long is refused and not cut.
    constexpr uint64_t fits = kMaxBody - sizeof(uint32_t);
    Bytes bytes = readUpTo(file, std::min<uint64_t>(length, fits + 1), path, stop);
    if (bytes.size() > fits) throw SystemError(EFBIG, "read", path);
    ByteWriter writer;
    writeBytes(writer, bytes);
    return writer.take();
  };
}

Work prepareWriteFile(ByteReader& reader) {
  constexpr int kFlags[] = {O_CREAT | O_TRUNC, O_CREAT | O_APPEND, 0};
  std::string path = readPath(reader);
  auto way = reader.value<uint8_t>();
  auto mode = reader.value<uint32_t>();
  auto bytes = reader.bytes(reader.value<uint32_t>());
  if (way >= std::size(kFlags)) throw frameError("an unknown way to write");
  return [=, flags = kFlags[way], data = Bytes(bytes.begin(), bytes.end())](const Stop&) {
    Fd file = Fd::open(path, O_WRONLY | O_NONBLOCK | flags, mode & 07777);
    writeWhole(file, data, path);
    return Bytes();
  };
}

Work prepareReadDirectory(ByteReader& reader) {
  return [path = readPath(reader)](const Stop& stop) {
    std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
    if (!directory) throw SystemError(errno, "opendir", path);
    ByteWriter names;
    uint32_t count = 0;
    for (;;) {
      errno = 0;
      dirent* entry = readdir(directory.get());
      if (entry == nullptr && errno != 0) throw SystemError(errno, "readdir", path);
      if (entry == nullptr || stop.requested()) break;
      std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      names.value(uint8_t{isDirectory(path, *entry)});
      writeText(names, name);
      count++;
    }
    Bytes listed = names.take();
    ByteWriter writer;
    writer.value(count);
    writer.append(listed.data(), listed.size());
    return writer.take();
  };
}

Work prepareMakeDirectory(ByteReader& reader) {
  std::string path = readPath(reader);
  auto mode = reader.value<uint32_t>();
  return [=](const Stop&) {
    require(mkdir(path.c_str(), mode & 07777), "mkdir", path);
    return Bytes();
  };
}

Work prepareRemoveDirectory(ByteReader& reader) {
  return [path = readPath(reader)](const Stop&) {
    require(rmdir(path.c_str()), "rmdir", path);
    return Bytes();
  };
}

Work prepareRemoveFile(ByteReader& reader) {
  return [path = readPath(reader)](const Stop&) {
    require(unlink(path.c_str()), "unlink", path);
    return Bytes();
  };
}

Work prepareStatfs(ByteReader& reader) {
  return [path = readPath(reader)](const Stop&) {
    struct statfs found {};
    require(statfs(path.c_str(), &found), "statfs", path);
    ByteWriter writer;
    writer.value(static_cast<uint64_t>(found.f_type));
    writer.value(static_cast<uint64_t>(found.f_bsize));
    writer.value(uint64_t{found.f_blocks});
    writer.value(uint64_t{found.f_bfree});
    writer.value(uint64_t{found.f_bavail});
    return writer.take();
  };
}

Work prepareStat(ByteReader& reader) {
  return [path = readPath(reader)](const Stop&) {
    struct stat found {};
    require(stat(path.c_str(), &found), "stat", path);
    ByteWriter writer;
    writer.value(uint64_t{found.st_ino});
    writer.value(static_cast<uint64_t>(found.st_size));
    writer.value(static_cast<uint64_t>(found.st_blksize));
    writer.value(uint32_t{found.st_mode});
    writer.value(uint32_t{major(found.st_dev)});
    writer.value(uint32_t{minor(found.st_dev)});
    return writer.take();
  };
}

Work prepareSync(ByteReader& reader) {
  return [path = readPath(reader)](const Stop&) {
    Fd file = Fd::open(path, O_RDONLY);
    require(fsync(file.get()), "fsync", path);
    return Bytes();
  };
}

}  // namespace uringlab
