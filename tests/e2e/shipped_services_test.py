"""Every shipped scenario that sets up its own services: settings, profiles, a replica, PgBouncer."""

import unittest

from catalog import ShippedScenarios, add_tests, has_faults, needs_own_services


class ShippedServicesTest(ShippedScenarios):
    pass


add_tests(ShippedServicesTest, lambda document: needs_own_services(document) and not has_faults(document))
del ShippedScenarios

if __name__ == "__main__":
    unittest.main()
