#pragma once
// A request as one JSON object on one line. Valid UTF-8 whatever the path is; integers that a double would round are strings.

#include "json.hpp"
#include "request.hpp"

namespace uringlab {

/**
 * {"type":"request","time_ns":...,"op":"READ","args":{...},"file":{...},"result":...,...} and the end of the line. Absent are: what
 * was not seen, and marks and flags when there are none. A path that is not UTF-8 is in "path_bytes", in hexadecimal, as well.
 */
void writeJson(Text& text, const Request& request);

/** The members of a request, without its type. */
void writeRequestMembers(Text& text, JsonObject& object, const Request& request);

/** "file":{"path":"/mnt/f","inode":12,"dev":"8:1","type":"file"} */
void writeFileMember(Text& text, JsonObject& object, const TracedFile& file);

}  // namespace uringlab
