#pragma once

#include <ostream>
#include <vector>

#include "reports/doctor/doctor_report.hpp"
#include "scenarios/doctor/check.hpp"

namespace sark::reports {

/// A line or two per question; `verbose` adds the rows that the answer rests on.
void write_doctor_console(const DoctorReport& report, bool verbose, std::ostream& out);
/// A table, then each answer that is no yes, and every answer's rows.
void write_doctor_markdown(const DoctorReport& report, std::ostream& out);
/// Everything, statements and rows included.
void write_doctor_json(const DoctorReport& report, std::ostream& out);

/// What can be asked, without asking it.
void write_checks_console(const std::vector<scenarios::doctor::Check>& checks, std::ostream& out);
void write_checks_markdown(const std::vector<scenarios::doctor::Check>& checks, std::ostream& out);
void write_checks_json(const std::vector<scenarios::doctor::Check>& checks, std::ostream& out);

}  // namespace sark::reports
