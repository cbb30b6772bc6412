import { changes } from './changes';
import { merchants } from './merchants.entity';

export { changedTo, changeRow, type ChangeSpec, type Snapshot } from './changes';
export { drawId } from './drawn-id';
export { consoleActor } from './http/console-actor';
export { merchants, type MerchantRow } from './merchants.entity';
export { MerchantsModule } from './merchants.module';
export { MerchantDirectory, type MerchantFacts } from './merchants.queries';
export { pointRuleOf } from './merchants.rules';

export const MERCHANTS_TABLES = [merchants, changes] as const;
