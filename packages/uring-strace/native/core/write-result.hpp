#pragma once
// What a request came to: ` = 4096 SHORT 61440 missing`, ` = -EIO (Input/output error)`, ` = ? <unfinished>`.

#include "request.hpp"
#include "text.hpp"

namespace uringlab {

void writeResult(Text& text, const Request& request, bool paths);

}  // namespace uringlab
