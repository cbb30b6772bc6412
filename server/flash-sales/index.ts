export { flashSalesAuditChecks } from './flash-sales.audit';
export { FLASH_SALES_TABLES } from './flash-sales.entity';
export { FlashSalesModule } from './flash-sales.module';
