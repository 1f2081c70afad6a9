#include "reports/writers/claims/claims_writer.hpp"
#include "reports/writers/output_files.hpp"

namespace sark::reports {

Result<std::vector<std::string>> write_claims_files(const ClaimsReport& report,
                                                    const std::string& directory) {
    return write_output_files(directory, {output_file("claims.json", write_claims_json, report),
                                          output_file("claims.md", write_claims_markdown, report)});
}

}  // namespace sark::reports
