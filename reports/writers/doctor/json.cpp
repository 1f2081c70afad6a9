#include <nlohmann/json.hpp>

#include "reports/writers/doctor/doctor_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;
using scenarios::doctor::Answer;
using scenarios::doctor::Check;
using scenarios::doctor::Evidence;
using scenarios::doctor::Examination;
using scenarios::doctor::Verdict;

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json evidence_json(const Evidence& evidence) {
    Json rows = Json::array();
    for (const postgres::Values& row : evidence.rows) {
        Json cells = Json::array();
        for (const postgres::Value& value : row)
            cells.push_back(value ? Json(*value) : Json(nullptr));
        rows.push_back(std::move(cells));
    }
    return {
        {"columns", evidence.columns}, {"rows", std::move(rows)}, {"left_out", evidence.left_out}};
}

Json answer_json(const Answer& answer) {
    return {{"name", answer.name},
            {"ids", answer.ids},
            {"question", answer.question},
            {"answer", name_of(answer.verdict)},
            {"why", answer.why},
            {"mend", text_or_null(answer.mend)},
            {"service", answer.service},
            {"statement", text_or_null(answer.statement)},
            {"evidence", evidence_json(answer.evidence)}};
}

Json examination_json(const Examination& examination) {
    Json facts = Json::object();
    for (const auto& [name, value] : examination.facts) facts[name] = value;
    Json answers = Json::array();
    for (const Answer& answer : examination.answers) answers.push_back(answer_json(answer));
    Json summary = Json::object();
    for (const Verdict verdict : {Verdict::yes, Verdict::no, Verdict::unknown})
        summary[std::string(name_of(verdict))] = count_of(examination, verdict);
    return {{"title", examination.title},
            {"facts", std::move(facts)},
            {"summary", std::move(summary)},
            {"answers", std::move(answers)}};
}

void write(const Json& document, std::ostream& out) {
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace

void write_doctor_json(const DoctorReport& report, std::ostream& out) {
    Json examinations = Json::array();
    for (const Examination& examination : report.examinations)
        examinations.push_back(examination_json(examination));
    write({{"schema_version", 1},
           {"started_at", report.started_at},
           {"exit_code", static_cast<int>(report.exit_code())},
           {"statement_statistics_reset", report.statistics_reset},
           {"examinations", std::move(examinations)}},
          out);
}

void write_checks_json(const std::vector<Check>& checks, std::ostream& out) {
    Json listed = Json::array();
    for (const Check& check : checks)
        listed.push_back({{"name", check.name},
                          {"ids", check.ids},
                          {"question", check.question},
                          {"rule", check.rule},
                          {"mend", text_or_null(check.mend)},
                          {"statement", text_or_null(check.statement)}});
    write({{"schema_version", 1}, {"checks", std::move(listed)}}, out);
}

}  // namespace sark::reports
