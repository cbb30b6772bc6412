/** Compiled in by config/index.ts; empty means "the host that served the page". */
declare const API_BASE_URL: string;
