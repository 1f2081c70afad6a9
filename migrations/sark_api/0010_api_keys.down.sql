DROP TABLE sark_api.api_keys;
