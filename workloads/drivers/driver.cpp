#include "workloads/drivers/driver.hpp"

#include "workloads/drivers/core_driver.hpp"
#include "workloads/drivers/http_driver.hpp"
#include "workloads/drivers/postgres_driver.hpp"
#include "workloads/drivers/redis_driver.hpp"

namespace sark::workloads {

Result<ConnectionFactory> make_connection_factory(DriverKind driver, const Target& target,
                                                  std::vector<OperationSpec> operations,
                                                  const RequestContext& context) {
    const std::string name(driver_names[static_cast<std::size_t>(driver)]);
    if (operations.empty())
        return Error{Errc::invalid_scenario, "a load without operations", "driver " + name, ""};
    for (const OperationSpec& operation : operations) {
        if (operation.driver() != driver)
            return Error{Errc::invalid_scenario, "the operation is not one of driver " + name,
                         "operation " + operation.name, "give each load operations of one driver"};
    }
    switch (driver) {
        case DriverKind::http:
            return make_http_factory(target, operations, context);
        case DriverKind::postgres:
            return make_postgres_factory(target, operations, context);
        case DriverKind::redis:
            return make_redis_factory(target, operations, context);
        case DriverKind::core:
            return make_core_factory(target, operations, context);
    }
    return Error{Errc::internal, "unknown driver", "driver " + name, ""};
}

}  // namespace sark::workloads
