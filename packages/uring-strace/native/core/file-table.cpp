#include "file-table.hpp"

#include <sys/stat.h>

#include <cstring>
#include <string_view>

namespace uringlab {

const TracedFile* FileTable::find(uint64_t file, uint64_t inode) {
  if (file == 0) return nullptr;
  Key key{file, inode};
  if (key == lastKey_) return last_;
  auto found = byKey_.find(key);
  last_ = found != byKey_.end() ? found->second : &add(key);
  lastKey_ = key;
  return last_;
}

TracedFile& FileTable::add(const Key& key) {
  TracedFile& file = files_.emplace_back();
  file.file = key.file;
  file.inode = key.inode;
  byKey_[key] = &file;
  return file;
}

void FileTable::learn(const path_text& text) {
  std::string path = pathOf(text);
  Key key{text.file, text.inode};
  auto found = byKey_.find(key);
  TracedFile* file = found != byKey_.end() ? found->second : &add(key);
  // Told again under another name: earlier requests keep the name they had.
  if (!file->path.empty() && file->path != path) file = &add(key);
  file->inodeNumber = text.inode_number;
  file->device = text.device;
  file->mode = text.mode;
  file->path = std::move(path);
  lastKey_ = {};
}

std::string pathOf(const path_text& text) {
  std::string_view names(text.names, text.bytes > PATH_BYTES ? PATH_BYTES : text.bytes);
  std::string_view filesystem(text.filesystem, strnlen(text.filesystem, sizeof text.filesystem));
  std::string number = "[" + std::to_string(text.inode_number) + "]";
  if (S_ISSOCK(text.mode) && filesystem == "sockfs") return "socket:" + number;
  if (filesystem == "pipefs") return "pipe:" + number;
  if (filesystem == "anon_inodefs") return "anon_inode:" + std::string(names.substr(0, names.find('\0')));
  std::string path = text.complete ? "" : "...";
  for (std::string_view rest = names; !rest.empty();) {
    rest.remove_suffix(1);  // its NUL
    size_t before = rest.rfind('\0');
    std::string_view name = before == std::string_view::npos ? rest : rest.substr(before + 1);
    if (name != "/") path.append("/").append(name);
    rest = before == std::string_view::npos ? std::string_view() : rest.substr(0, before + 1);
  }
  return path.empty() ? "/" : path;
}

}  // namespace uringlab
