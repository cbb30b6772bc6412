// Runs before each test file of the jest project `sqlite`.
process.env.LIUKE_TEST_DB = 'sqlite';
