/** Compiled in by config/index.ts; empty means "the host that served the page". */
declare const API_BASE_URL: string;
/** Whether this build holds the page that shows every component (packages/dev/gallery). */
declare const WITH_GALLERY: boolean;
/** The attributes that are read aloud, by component (config/aria.ts). */
declare const ARIA_ATTRIBUTES: Record<string, Record<string, string>>;
/** Compiled in by config/index.ts: the version in package.json. */
declare const APP_VERSION: string;
