#pragma once
// `uring-agent serve PATH`: does what a host asks for, until the host closes.

#include <string>

namespace uringlab {

/** Exit status: 0 the host has closed, 1 what it sent made no sense. Throws where PATH cannot be opened. */
int serve(const std::string& path);

}  // namespace uringlab
