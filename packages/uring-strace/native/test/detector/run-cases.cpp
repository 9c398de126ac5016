// Plays the cases of the files given. Prints what came out otherwise than written; exit status 1 then.

#include <cstdio>
#include <fstream>

#include "script.hpp"

namespace {

struct Case {
  std::string title;
  size_t mostOpen = uringlab::ShortDetector::kMostOpen;
  std::vector<std::pair<int, std::string>> lines;  // number in the file, text
};

std::vector<Case> readCases(const char* path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(std::string("cannot open ") + path);
  std::vector<Case> cases;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    number++;
    if (line.starts_with("## ")) cases.push_back({line.substr(3), uringlab::ShortDetector::kMostOpen, {}});
    if (line.empty() || line[0] == '#') continue;
    if (cases.empty()) throw std::runtime_error(std::string(path) + ": a line before the first title");
    if (line.starts_with("at-most ")) {
      cases.back().mostOpen = std::stoul(line.substr(8));
    } else {
      cases.back().lines.emplace_back(number, line);
    }
  }
  return cases;
}

/** Empty when all was as written. */
std::string play(const Case& one) {
  uringlab::Script script(one.mostOpen);
  std::vector<std::string> found;
  size_t compared = 0;
  auto excess = [&] { return compared < found.size() ? "not expected: " + found[compared] : std::string(); };
  for (const auto& [number, line] : one.lines) {
    std::string wrong;
    if (line.starts_with("=> ")) {
      std::string expected = line.substr(3);
      std::string got = compared < found.size() ? found[compared++] : "nothing";
      if (got != expected) wrong = "expected: " + expected + "\n    got: " + got;
    } else {
      wrong = excess();
      if (wrong.empty()) {
        script.play(line);
        found = script.takeFindings();
        compared = 0;
      }
    }
    if (!wrong.empty()) return "line " + std::to_string(number) + "\n    " + wrong;
  }
  return excess();
}

}  // namespace

int main(int count, char** paths) {
  int failed = 0;
  int played = 0;
  for (int i = 1; i < count; i++) {
    try {
      for (const Case& one : readCases(paths[i])) {
        played++;
        std::string wrong = play(one);
        if (wrong.empty()) continue;
        failed++;
        std::printf("%s: %s: %s\n", paths[i], one.title.c_str(), wrong.c_str());
      }
    } catch (const std::exception& error) {
      failed++;
      std::printf("%s: %s\n", paths[i], error.what());
    }
  }
  std::printf("%d cases, %d failed\n", played, failed);
  return played == 0 || failed != 0 ? 1 : 0;
}
