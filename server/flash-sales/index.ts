export { flashSalesAuditChecks } from './flash-sales.audit';
export {
  flashSales,
  FLASH_SALES_TABLES,
  offers,
  SALE_KINDS,
  saleLapses,
  type OfferRow,
  type SaleRow,
} from './flash-sales.entity';
export { FlashSalesModule } from './flash-sales.module';
export { lapsesId, offerTermsOf } from './flash-sales.rules';
export { Tickets } from './tickets';
