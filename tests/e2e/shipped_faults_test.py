"""Every shipped scenario that hurts its services."""

import unittest

from catalog import ShippedScenarios, add_tests, has_faults


class ShippedFaultsTest(ShippedScenarios):
    pass


add_tests(ShippedFaultsTest, has_faults)
del ShippedScenarios

if __name__ == "__main__":
    unittest.main()
