#include "overlap-text.hpp"

#include "write-json.hpp"

namespace uringlab {
namespace {

void writeOne(Text& text, const Request& request, const LineOptions& options) {
  (text << '#').decimal(request.order) << ' ';
  writeArguments(text, request, options.paths);
}

void writeMember(Text& text, JsonObject& parent, std::string_view name, const Request& request) {
  JsonObject object(text, name, parent);
  writeRequestMembers(text, object, request);
  object.end();
}

}  // namespace

void writeOverlap(Text& text, const OverlapFinding& finding, const LineOptions& options) {
  (text << "--- overlapping memory in flight: ").hex(finding.shared.begin);
  (text << '+').decimal(finding.shared.bytes()) << " of ";
  writeOne(text, finding.earlier, options);
  text << " and ";
  writeOne(text, finding.later, options);
  text << '\n';
}

void writeOverlapJson(Text& text, const OverlapFinding& finding) {
  JsonObject object(text);
  object.text("type", "overlap");
  object.hex("address", finding.shared.begin);
  object.count("bytes", finding.shared.bytes());
  writeMember(text, object, "earlier", finding.earlier);
  writeMember(text, object, "later", finding.later);
  object.end();
  text << '\n';
}

}  // namespace uringlab
