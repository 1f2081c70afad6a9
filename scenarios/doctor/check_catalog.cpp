#include <iterator>
#include <utility>

#include "scenarios/doctor/checks/check_groups.hpp"

namespace sark::scenarios::doctor {

std::vector<Check> shipped_checks() {
    std::vector<Check> all;
    for (std::vector<Check> group :
         {checklist(), index_checks(), statement_checks(), connection_checks(), size_checks(),
          setting_checks(), maintenance_checks(), redis_checks()})
        all.insert(all.end(), std::make_move_iterator(group.begin()),
                   std::make_move_iterator(group.end()));
    return all;
}

}  // namespace sark::scenarios::doctor
