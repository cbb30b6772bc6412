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
export { offersLeft } from './flash-sales.queries';
export { lapsesId, offerTermsOf, pickupStoresOf, type OfferTerms } from './flash-sales.rules';
export { createOffer } from './offers.commands';
export { createSale } from './sales.commands';
export { TICKET_LEAD_MS, Tickets } from './tickets';
