// Runs before each test file of the jest project `mariadb`; npm test adds LIUKE_TEST_MARIADB_URL.
process.env.LIUKE_TEST_DB = 'mariadb';
