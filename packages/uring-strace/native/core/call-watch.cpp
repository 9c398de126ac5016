#include "call-watch.hpp"

#include <dirent.h>

#include <atomic>
#include <fstream>
#include <string>

namespace uringlab {
namespace {

/** Reads and writes that the thread has called (syscr, syscw); false when the kernel does not count, or the thread is gone. */
bool readCounts(uint32_t process, uint32_t thread, uint32_t& counted) {
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread) + "/io");
  std::string name;
  uint64_t value = 0, sum = 0;
  int found = 0;
  while (file >> name >> value) {
    if (name != "syscr:" && name != "syscw:") continue;
    sum += value;
    found++;
  }
  counted = static_cast<uint32_t>(sum);
  return found == 2;
}

/** Threads that run code of the process: not io_uring's own, which are called iou-wrk-N and iou-sqp-N. */
bool hasOtherThreads(uint32_t process, uint32_t thread) {
  std::string path = "/proc/" + std::to_string(process) + "/task";
  DIR* tasks = opendir(path.c_str());
  if (tasks == nullptr) return true;
  bool others = false;
  while (const dirent* entry = readdir(tasks)) {
    if (entry->d_name[0] == '.' || std::to_string(thread) == entry->d_name) continue;
    std::string name;
    std::getline(std::ifstream(path + "/" + entry->d_name + "/comm") >> std::ws, name);
    others |= !name.starts_with("iou-");
  }
  closedir(tasks);
  return others;
}

}  // namespace

CallWatch::CallWatch(Programs& programs, ShortDetector& detector, bool submissions)
    : programs_(programs), detector_(detector), submissions_(submissions), needed_(0) {
  programs_.attach("on_submit");
  if (!programs_.attach("on_call")) allCalls_ = false;
  programs_.shared().submissions_watched = 1;
}

void CallWatch::shortCompletes(uint32_t process, uint32_t thread, uint32_t counted) {
  if (watching_) return;
  detector_.callsUnwatched(process);
  auto [gap, first] = gaps_.try_emplace(process, Gap{thread, counted, true});
  if (!first && gap->second.thread != thread) gap->second.known = false;
}

void CallWatch::threadEnds(uint32_t process, uint32_t thread, uint32_t counted) {
  auto gap = gaps_.find(process);
  if (gap == gaps_.end() || gap->second.thread != thread) return;
  // Its other threads, if it had any, cannot be asked any more.
  bool missed = !gap->second.known || gap->second.counted != counted || hasOtherThreads(process, thread);
  detector_.callsWatched(process, missed);
  gaps_.erase(gap);
}

void CallWatch::adapt(uint64_t now) {
  if (needed_ == 0 || detector_.open() > 0) needed_ = now;
  if (!watching_ && detector_.open() > 0) resume(now);
  if (watching_ && detector_.open() == 0 && now - needed_ > kQuiet) pause();
}

void CallWatch::resume(uint64_t now) {
  programs_.attach("on_call");
  if (!submissions_) programs_.attach("on_submit");
  std::atomic_ref(programs_.shared().submissions_watched).store(1);
  watching_ = true;
  needed_ = now;
  judgeGaps();
}

void CallWatch::pause() {
  control& shared = programs_.shared();
  if (!submissions_) {
    // A short that is counted after this look sets `following` after it, too (bpf/uring-strace.bpf.c).
    uint64_t shorts = std::atomic_ref(shared.shorts).load();
    std::atomic_ref(shared.following).store(0);
    if (std::atomic_ref(shared.shorts).load() != shorts) {
      std::atomic_ref(shared.following).store(1);
      return;
    }
    programs_.detach("on_submit");
    std::atomic_ref(shared.submissions_watched).store(0);
    allSubmissions_ = false;
  }
  programs_.detach("on_call");
  watching_ = false;
  allCalls_ = false;
}

void CallWatch::judgeGaps() {
  for (const auto& [process, gap] : gaps_) {
    uint32_t counted = 0;
    bool missed = !gap.known || !readCounts(process, gap.thread, counted) || counted != gap.counted ||
                  hasOtherThreads(process, gap.thread);
    detector_.callsWatched(process, missed);
  }
  gaps_.clear();
}

}  // namespace uringlab
