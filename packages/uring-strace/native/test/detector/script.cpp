#include "script.hpp"

#include <sys/stat.h>

#include <sstream>

#include "describe.hpp"
#include "system-calls.hpp"

namespace uringlab {
namespace {

const std::map<std::string, uint8_t> kOpcodes = {
    {"read", kOpRead},   {"write", kOpWrite}, {"readv", kOpReadv},           {"writev", kOpWritev},
    {"recv", kOpRecv},   {"send", kOpSend},   {"read-fixed", kOpReadFixed},  {"write-fixed", kOpWriteFixed},
    {"close", kOpClose}, {"madvise", kOpMadvise}, {"readv-fixed", kOpReadvFixed}, {"writev-fixed", kOpWritevFixed},
};

}  // namespace

Script::Script(size_t mostOpen)
    : shorts_([this](const ShortFinding& finding) { findings_.push_back(describe(finding)); }, mostOpen),
      overlaps_([this](const OverlapFinding& finding) { findings_.push_back(describe(finding)); }) {}

std::vector<std::string> Script::takeFindings() { return std::exchange(findings_, {}); }

Script::Line Script::parse(const std::string& text) {
  Line line;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    size_t sign = word.find('=');
    if (sign == std::string::npos || sign == 0) {
      line.words.push_back(word);
    } else {
      line.named[word.substr(0, sign)] = word.substr(sign + 1);
    }
  }
  return line;
}

uint64_t Script::number(const std::string& text) {
  char* end = nullptr;
  uint64_t value = std::strtoull(text.c_str(), &end, 0);
  if (text.empty() || end == text.c_str()) throw std::runtime_error("not a number: " + text);
  return *end == 'k' ? value * 1024 : *end == 'm' ? value * 1024 * 1024 : value;
}

const TracedFile* Script::file(const Line& line) {
  auto named = line.named.find("file");
  std::string name = named == line.named.end() ? "f" : named->second;
  auto [at, isNew] = opened_.emplace(name, TracedFile{});
  if (isNew) {
    at->second.file = 1000 + opened_.size();
    std::string inode = name.substr(0, name.find('/'));
    at->second.inode = std::hash<std::string>()(inode) | 1;
    at->second.mode = S_IFREG | 0644;
    at->second.path = "/" + inode;
  }
  return &at->second;
}

void Script::submit(uint8_t opcode, const Line& line) {
  Request request;
  auto value = [&](const char* name, uint64_t otherwise) {
    auto found = line.named.find(name);
    return found == line.named.end() ? otherwise : number(found->second);
  };
  request.ring = value("ring", 1);
  request.order = number(line.words.at(1));
  request.submitTime = ++time_;
  request.process = request.thread = static_cast<uint32_t>(value("process", 1));
  request.submitSeen = true;
  request.sqe.opcode = opcode;
  request.sqe.fd = static_cast<int32_t>(value("fd", 3));
  request.sqe.flags = static_cast<uint8_t>(value("flags", 0));
  request.sqe.op_flags = static_cast<uint32_t>(value("op-flags", 0));
  request.sqe.off = value("at", 0);
  request.sqe.addr = value("buf", 0);
  request.sqe.len = static_cast<uint32_t>(value("len", 0));
  request.vectorBytes = value("bytes", ~0ull);
  files_[request.order] = file(line);
  bool unseen = false;
  for (const std::string& word : line.words) {
    if (word == "known") request.file = files_[request.order];
    if (word == "unseen") unseen = true;
  }
  if (!unseen) {
    shorts_.submitted(request);
    overlaps_.submitted(request);
  } else {
    request.submitSeen = false;
    request.order = 0;
  }
  requests_[number(line.words.at(1))] = request;
}

void Script::complete(const Line& line) {
  Request& request = requests_.at(number(line.words.at(1)));
  auto value = [&](const char* name, uint64_t otherwise) {
    auto found = line.named.find(name);
    return found == line.named.end() ? otherwise : number(found->second);
  };
  request.completeTime = ++time_;
  request.completed = true;
  request.result = static_cast<int32_t>(number(line.words.at(3)));
  request.position = value("pos", request.sqe.off + static_cast<uint64_t>(std::max(request.result, 0)));
  request.size = value("size", 1 << 20);
  request.mode = static_cast<uint16_t>(value("mode", S_IFREG | 0644));
  request.address = value("buf", request.sqe.addr);
  request.length = static_cast<uint32_t>(value("length", request.sqe.len));
  request.file = files_.at(number(line.words.at(1)));
  if (!request.submitSeen) {
    request.sqe.off = 0;
    request.sqe.fd = 0;
    request.vectorBytes = ~0ull;
  }
  shorts_.completed(request);
  overlaps_.completed(request);
}

void Script::call(const Line& line) {
  Call call;
  call.time = ++time_;
  call.number = numberOfCall(line.words.at(1));
  if (call.number < 0) throw std::runtime_error("no such call: " + line.words.at(1));
  for (size_t i = 2; i < line.words.size() && i < 8; i++) call.argument[i - 2] = number(line.words[i]);
  auto value = [&](const char* name, uint64_t otherwise) {
    auto found = line.named.find(name);
    return found == line.named.end() ? otherwise : number(found->second);
  };
  call.process = call.thread = static_cast<uint32_t>(value("process", 1));
  call.position = value("position", 0);
  call.vectorBytes = value("bytes", ~0ull);
  call.references = value("references", 0);
  if (line.named.contains("file")) call.file = file(line);
  shorts_.called(call);
}

bool Script::changeProcess(const Line& line) {
  const std::string& what = line.words[0];
  auto process = [&](size_t at) { return static_cast<uint32_t>(number(line.words.at(at))); };
  time_++;
  if (what == "fork") {
    shorts_.forked(process(1), process(2));
  } else if (what == "exec") {
    shorts_.executed(process(1), time_);
    overlaps_.ended(process(1));
  } else if (what == "exit") {
    shorts_.exited(process(1), time_);
    overlaps_.ended(process(1));
  } else if (what == "lost") {
    shorts_.recordsLost();
    overlaps_.recordsLost();
  } else if (what == "unwatched") {
    shorts_.callsUnwatched(process(1));
  } else if (what == "watched") {
    shorts_.callsWatched(process(1), line.words.at(2) == "missed");
  } else if (what == "end") {
    shorts_.sessionEnds(time_);
  } else {
    return false;
  }
  return true;
}

bool Script::compareCount(const Line& line) {
  const std::map<std::string, uint64_t> counts = {
      {"open", shorts_.open()},           {"unjudged", shorts_.unjudged()},     {"given-up", shorts_.givenUp()},
      {"in-flight", overlaps_.inFlight()}, {"unreported", overlaps_.unreported()}, {"unwatched-requests", overlaps_.unwatched()},
  };
  auto count = counts.find(line.words[0]);
  if (count == counts.end()) return false;
  if (count->second != number(line.words.at(1))) findings_.push_back(line.words[0] + " is " + std::to_string(count->second));
  return true;
}

void Script::play(const std::string& text) {
  Line line = parse(text);
  auto opcode = kOpcodes.find(line.words.at(0));
  if (opcode != kOpcodes.end()) return submit(opcode->second, line);
  if (line.words[0] == "done") return complete(line);
  if (line.words[0] == "call") return call(line);
  if (!changeProcess(line) && !compareCount(line)) throw std::runtime_error("says nothing: " + text);
}

}  // namespace uringlab
