// uring-agent: the executor, and the hands of the lab, where there is no Node.
//
//    uring-agent PLAN RESULT   runs one plan; `-` is stdin or stdout
//    uring-agent serve PATH    does what a host asks for over a port; `-` is stdin and stdout
//
// Exit status: 0 done, 1 a plan that could not run, or a host that made no sense, 2 usage or a file that cannot be read or written.

#include <cstdio>
#include <exception>
#include <string_view>

#include "plan-file.hpp"
#include "serve.hpp"

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: uring-agent PLAN RESULT   (- is stdin or stdout)\n"
               "       uring-agent serve PORT    (- is stdin and stdout)\n",
               stderr);
    return 2;
  }
  try {
    if (std::string_view(arguments[1]) == "serve") return uringlab::serve(arguments[2]);
    return uringlab::runPlanFile(arguments[1], arguments[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "uring-agent: %s\n", error.what());
    return 2;
  }
}
