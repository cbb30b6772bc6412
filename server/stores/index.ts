import { stores } from './stores.entity';

export { StoreDirectory, STORES_AGE_MAX_MS } from './store-directory';
export { stores, type StoreRow } from './stores.entity';
export { StoresModule } from './stores.module';
export { storeCardOf, type StoreEntry } from './stores.rules';

export const STORES_TABLES = [stores] as const;
