#pragma once
// What libbpf says when the kernel's verifier refuses a program: `libbpf: prog 'NAME': -- BEGIN PROG LOAD LOG --`, the log, and its end.

#include <string>
#include <string_view>

namespace uringlab {

bool isVerifierLog(std::string_view warning);

/** The program's name and the last lines, where it is said what was refused: the log is as long as the program. */
std::string endOfVerifierLog(std::string_view warning);

}  // namespace uringlab
