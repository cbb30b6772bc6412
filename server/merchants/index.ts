import { changes } from './changes';
import { merchants } from './merchants.entity';

export { changedTo, changeOf, changeRow } from './changes';
export { drawId } from './drawn-id';
export { consoleActor } from './http/console-actor';
export { merchants } from './merchants.entity';
export { MerchantsModule } from './merchants.module';
export { MerchantDirectory } from './merchants.queries';
export { pointRuleOf } from './merchants.rules';

export const MERCHANTS_TABLES = [merchants, changes] as const;
