"""Every shipped scenario that runs on any services, on one PostgreSQL and one Redis."""

import unittest

from catalog import OF_OTHER_TESTS, ShippedScenarios, add_tests, catalog, needs_own_services
from harness import Postgres, Redis


class ShippedScenariosTest(ShippedScenarios):
    @classmethod
    def setUpClass(cls):
        postgres = Postgres(max_connections=300)
        cls.addClassCleanup(postgres.close)
        redis = Redis()
        cls.addClassCleanup(redis.close)
        cls.services = ("--dsn", postgres.dsn(), "--redis", redis.url)

    def test_what_other_tests_run_is_shipped(self):
        self.assertLessEqual(OF_OTHER_TESTS, set(catalog()))


add_tests(ShippedScenariosTest, lambda document: not needs_own_services(document))
del ShippedScenarios  # has no tests of its own

if __name__ == "__main__":
    unittest.main()
