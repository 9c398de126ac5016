#include "verifier-log.hpp"

#include "expect.hpp"

namespace uringlab::test {

void testVerifierLog() {
  std::string head = "libbpf: prog 'on_call': -- BEGIN PROG LOAD LOG --\n", tail = "-- END PROG LOAD LOG --";
  expect("a verifier's log is known", isVerifierLog(head + "R1 invalid mem access\n" + tail));
  expect("other warnings are not", !isVerifierLog("libbpf: failed to load object"));
  expect("a short log is kept", endOfVerifierLog(head + "one\ntwo\n" + tail), "libbpf: prog 'on_call':\none\ntwo");
  expect("of a long one its end", endOfVerifierLog(head + "1\n2\n3\n4\n5\n6\n7\n8\n" + tail),
         "libbpf: prog 'on_call': ...\n3\n4\n5\n6\n7\n8");
}

}  // namespace uringlab::test
