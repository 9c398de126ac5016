#include "session.hpp"

#include <signal.h>
#include <time.h>

#include <algorithm>

#include "overlap-text.hpp"
#include "short-text.hpp"
#include "shortfall.hpp"
#include "write-json.hpp"

namespace uringlab {
namespace {

constexpr size_t kRecordsAtOnce = 64 * 1024;
constexpr size_t kMostFindings = 1000;
/** A program that handles what is short must not crowd out the one result that it does not. */
constexpr uint64_t kMostHandled = kMostFindings / 2;
/** Between two rounds, each of which costs switches, a write and cold caches: long, but short against what a ring holds (Programs). */
constexpr int kLeastPause = 4, kMostPause = 32;  // ms
/** The part of a CPU's ring that a round of the right length fills. */
constexpr uint64_t kRoundPart = 16;
constexpr long kMillisecond = 1'000'000;

void sleepFor(long nanoseconds) {
  timespec pause{0, nanoseconds};
  nanosleep(&pause, nullptr);
}

bool processExists(uint32_t process) { return kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM; }

/** A request that is on its way has no file yet: by the same descriptor it is the same one, as far as anybody has seen. */
void nameFollower(ShortFinding& finding) {
  constexpr uint8_t kFixedFile = 1;  // IOSQE_FIXED_FILE
  const Request& request = finding.request;
  Request& follower = finding.followRequest;
  if (!finding.followedByRequest || follower.file != nullptr || !request.submitSeen || !follower.submitSeen) return;
  bool sameKind = (request.sqe.flags & kFixedFile) == (follower.sqe.flags & kFixedFile);
  if (sameKind && request.sqe.fd == follower.sqe.fd && request.process == follower.process) follower.file = request.file;
}

ProgramOptions programOptions(const SessionOptions& options, bool tellAll) {
  return {options.all, options.follow, tellAll, options.summary && !tellAll, options.bufferBytes};
}

}  // namespace

bool Session::tellsAll() const { return options_.output != Output::none || options_.overlaps; }

Session::Session(SessionOptions options, SessionEvents events)
    : options_(std::move(options)),
      events_(std::move(events)),
      programs_(programOptions(options_, tellsAll())),
      records_(programs_),
      texts_(programs_.textsMap(), {[this](const path_text& text) { files_.learn(text); }, [this](const stack_text& text) { stacks_.learn(text); }}),
      requests_(files_, !programs_.tellsRequests()),
      sink_(options_.descriptor, events_),
      lines_(options_.line),
      shorts_([this](const ShortFinding& finding) { shortDecided(finding); }),
      overlaps_([this](const OverlapFinding& finding) { overlapFound(finding); }) {
  for (uint32_t process : options_.processes) {
    if (!processExists(process)) throw Failure(Reason::system, ESRCH, "kill", "process " + std::to_string(process));
    programs_.watch(process);
    alive_.insert(process);
  }
  if (!options_.command.empty()) {
    command_ = std::make_unique<Command>(options_.command);
    programs_.watch(process());
    alive_.insert(process());
  }
  programs_.attachBasics(tellsAll());
  if (options_.shorts) {
    calls_ = std::make_unique<CallWatch>(programs_, shorts_, tellsAll());
  } else if (tellsAll()) {
    programs_.attach("on_submit");
  }
  if (command_) command_->release();
}

SessionResult Session::run() {
  while (!stopped_) {
    bool more = readRound();
    if (!more && over()) break;
    // A command is seen to its end all the same.
    if (sink_.failure() != 0 && command_ == nullptr) break;
    if (!more) rest();
  }
  return finish();
}

/** A short result wakes, so that its process can be looked into while it is there; but many of them do no more than once a millisecond. */
void Session::rest() {
  sleepFor(kMillisecond);
  std::atomic_ref(programs_.shared().wake).store(1);
  texts_.wait(pauseMs_);
  std::atomic_ref(programs_.shared().wake).store(0);
}

bool Session::readRound() {
  uint64_t before = handled_;
  bool more = records_.read(
      kRecordsAtOnce, [this] { texts_.read(); }, [this](const record& record) { handle(record); });
  uint64_t records = handled_ - before;
  uint64_t wanted = programs_.slotsPerCpu() / kRoundPart;
  if (records > wanted) pauseMs_ = std::max(pauseMs_ / 2, kLeastPause);
  if (records < wanted / 2) pauseMs_ = std::min(pauseMs_ * 2, kMostPause);
  noteLosses();
  if (calls_) calls_->adapt(monotonicNow());
  sink_.flush();
  return more;
}

void Session::handle(const record& record) {
  handled_++;
  switch (record.kind) {
    case RECORD_SUBMIT: return submitted(record);
    case RECORD_COMPLETE: return completed(record);
    case RECORD_NOTE: return noted(record);
    case RECORD_CALL: return called(record);
    default: return processChanged(record);
  }
}

void Session::submitted(const record& record) {
  const Request& request = requests_.submit(record, [this](const Request& before) {
    // Without all completions being told, a request that is gone says nothing.
    if (tellsAll()) write(before);
  });
  if (options_.shorts) shorts_.submitted(request);
  if (options_.overlaps) overlaps_.submitted(request);
}

void Session::completed(const record& record) {
  Request& request = requests_.complete(record);
  // Kernel threads complete for processes that end; what nobody watches has no submission either.
  if (!request.submitSeen && !options_.all && !alive_.contains(record.process)) return;
  write(request);
  if (options_.overlaps) overlaps_.completed(request);
  if (!options_.shorts) return;
  if (shortfallOf(request).missing > 0) {
    request.stack = stacks_.take(request.ring, request.sqe.user_data);
    calls_->shortCompletes(record.process, record.thread, record.extra);
  }
  shorts_.completed(request);
}

void Session::noted(const record& record) {
  if (record.note.note != NOTE_OVERFLOW) return requests_.note(record);
  Request* request = requests_.overflow(record, !programs_.overflowsToldAlone());
  if (request == nullptr) return;
  overflowed_++;
  write(*request);
  if (options_.overlaps) overlaps_.completed(*request);
  if (options_.shorts) shorts_.completed(*request);
}

void Session::called(const record& record) {
  if (!options_.shorts) return;
  const call_record& told = record.call;
  Call call;
  call.time = record.time;
  call.thread = record.thread;
  call.process = record.process;
  call.number = static_cast<int>(told.number);
  std::copy(std::begin(told.argument), std::end(told.argument), call.argument);
  call.file = files_.find(told.file, told.inode);
  call.position = told.position;
  call.vectorBytes = told.vector_bytes;
  call.references = told.references;
  shorts_.called(call);
}

void Session::processChanged(const record& record) {
  switch (record.kind) {
    case RECORD_FORK:
      alive_.insert(record.process_event.child);
      shorts_.forked(record.process, record.process_event.child);
      return;
    case RECORD_EXEC:
      shorts_.executed(record.process, record.time);
      overlaps_.ended(record.process);
      return;
    case RECORD_EXIT:
      if (calls_) calls_->threadEnds(record.process, record.thread, record.extra);
      if (!record.process_event.last) return;
      shorts_.exited(record.process, record.time);
      overlaps_.ended(record.process);
      programs_.unwatch(record.process);
      alive_.erase(record.process);
      return;
    default:
      return;
  }
}

bool Session::wanted(const Request& request) const {
  if (!options_.opcodes.empty() && (request.sqe.opcode >= options_.opcodes.size() || !options_.opcodes[request.sqe.opcode]))
    return false;
  if (options_.onlyShort || options_.onlyErrors) {
    bool isShort = options_.onlyShort && request.completed && shortfallOf(request).missing > 0;
    bool isError = options_.onlyErrors && request.completed && request.result < 0;
    if (!isShort && !isError) return false;
  }
  if (options_.paths.empty()) return true;
  return request.file != nullptr &&
         std::find(options_.paths.begin(), options_.paths.end(), request.file->path) != options_.paths.end();
}

void Session::write(const Request& request) {
  if (!wanted(request)) return;
  if (options_.summary && tellsAll() && request.completed) summary_.add(request);
  switch (options_.output) {
    case Output::none: return;
    case Output::text:
      lines_.write(sink_.text(), request);
      return sink_.lineEnds();
    case Output::json:
      writeJson(sink_.text(), request);
      return sink_.lineEnds();
    case Output::columns:
      sink_.columns().append(request);
      return sink_.rowEnds();
  }
}

void Session::shortDecided(const ShortFinding& decided) {
  ShortFinding finding = decided;
  nameFollower(finding);
  ShortCounts& counts = result_.shorts;
  switch (finding.state) {
    case ShortState::endOfFile: counts.endOfFile++; return;
    case ShortState::handled: counts.handled++; break;
    case ShortState::unhandled: counts.unhandled++; break;
    case ShortState::unknown: counts.unknown++; break;
    case ShortState::open: return;
  }
  scratch_.clear();
  writeShortJson(scratch_, finding);
  if (options_.output == Output::json) sink_.text() << scratch_.view();
  if (finding.state == ShortState::handled && counts.handled > kMostHandled) return;
  std::string json(scratch_.view().substr(0, scratch_.size() - 1));
  scratch_.clear();
  // Who asked for the rest did nothing that a reader has to be shown.
  if (finding.state != ShortState::handled) writeShort(scratch_, finding, options_.line, true);
  if (options_.output == Output::text) sink_.text() << scratch_.view();
  tellFinding(std::move(json), std::string(scratch_.view()));
}

void Session::overlapFound(const OverlapFinding& finding) {
  result_.overlaps++;
  scratch_.clear();
  writeOverlapJson(scratch_, finding);
  if (options_.output == Output::json) sink_.text() << scratch_.view();
  std::string json(scratch_.view().substr(0, scratch_.size() - 1));
  scratch_.clear();
  writeOverlap(scratch_, finding, options_.line);
  if (options_.output == Output::text) sink_.text() << scratch_.view();
  tellFinding(std::move(json), std::string(scratch_.view()));
}

void Session::tellFinding(std::string json, const std::string& text) {
  if (result_.findings.size() >= kMostFindings) return;
  if (events_.finding) events_.finding(json, text);
  result_.findings.push_back(std::move(json));
}

void Session::noteLosses() {
  uint64_t lost = records_.lost();
  if (lost == lostBefore_) return;
  shorts_.recordsLost();
  if (options_.output == Output::text)
    (sink_.text() << "--- ").decimal(lost - lostBefore_) << " records lost: the reader was too slow, see --buffer\n";
  lostBefore_ = lost;
}

/** Everything that was watched has ended, as far as the records tell; and when they may be incomplete, as the kernel tells. */
bool Session::over() {
  if (options_.all) return command_ != nullptr && command_->poll().has_value();
  if (command_) command_->poll();
  if (!alive_.empty() && lostBefore_ == 0) return false;
  return !anyLeft();
}

bool Session::anyLeft() {
  bool left = false;
  for (uint32_t process : programs_.watchedProcesses()) {
    if (processExists(process) && (command_ == nullptr || process != this->process() || !command_->poll())) {
      left = true;
      alive_.insert(process);
    } else {
      programs_.unwatch(process);
      alive_.erase(process);
    }
  }
  return left;
}

SessionResult Session::finish() {
  uint64_t end = monotonicNow();
  // The slack of the merge: what was written until now is older than the limit of the last round.
  do sleepFor(kMillisecond);
  while (readRound() || records_.seen() < end);
  shorts_.sessionEnds(end);
  if (tellsAll())
    for (const Request& request : requests_.unfinished()) {
      write(request);
      result_.unfinished++;
    }
  if (options_.summary) {
    if (!tellsAll())
      for (uint32_t cpu = 0; cpu < programs_.cpus(); cpu++)
        for (uint32_t opcode = 0; opcode < TALLY_OPCODES; opcode++)
          summary_.addTally(static_cast<uint8_t>(opcode), programs_.tallies(cpu)[opcode]);
    scratch_.clear();
    summary_.write(scratch_);
    result_.summaryText = scratch_.view();
    scratch_.clear();
    summary_.writeJson(scratch_);
    result_.summaryJson = scratch_.view();
  }
  sink_.flush();
  // Its exit is told before it can be waited for.
  while (command_ && !(result_.ending = command_->poll()) && !stopped_) sleepFor(kMillisecond);
  result_.outputErrno = sink_.failure();
  result_.submitted = requests_.submitted();
  result_.completed = records_.completions() + overflowed_;
  result_.lost = records_.lost();
  // Completions are counted also where there was no room for their records.
  if (result_.lost > 0) result_.unfinished = result_.submitted > result_.completed ? result_.submitted - result_.completed : 0;
  result_.shorts.unjudged = shorts_.unjudged() + programs_.shared().unjudged;
  if (calls_) {
    result_.allSubmissions = calls_->allSubmissions();
    result_.allCalls = calls_->allCalls();
  }
  return std::move(result_);
}

}  // namespace uringlab
