export { flashSalesAuditChecks } from './flash-sales.audit';
export { flashSales, FLASH_SALES_TABLES, offers, saleLapses, type OfferRow } from './flash-sales.entity';
export { FlashSalesModule } from './flash-sales.module';
export { lapsesId, offerTermsOf } from './flash-sales.rules';
export { Tickets } from './tickets';
