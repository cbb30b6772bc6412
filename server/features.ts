import { MerchantsModule } from './merchants';
import { JobsModule } from './jobs';
import { StoresModule } from './stores';
import { StaffModule } from './staff';
import { MembersModule, membersAuditChecks } from './members';
import { TiersModule, tiersAuditChecks } from './tiers';
import { ChannelsModule, channelsAuditChecks } from './channels';
import { VisitsModule } from './visits';
import { adjustmentsAuditChecks, PointsModule, pointsAuditChecks } from './points';
import { SignInsModule, signInsAuditChecks } from './sign-ins';
import { CouponsModule, couponsAuditChecks } from './coupons';
import { purchasesAuditChecks } from './purchases';
import { paymentsAuditChecks, PaymentsModule } from './payments';
import { FlashSalesModule, flashSalesAuditChecks } from './flash-sales';
import {
  handoversAuditChecks,
  orderRefundsAuditChecks,
  OrdersModule,
  ordersAuditChecks,
  waitsAuditChecks,
} from './orders';
import { referralBooksAuditChecks, ReferralsModule, referralsAuditChecks } from './referrals';
import { JoinsModule, joinsAuditChecks } from './joins';
import { CounterModule, counterAuditChecks } from './counter';
import { benefitsAuditChecks } from './benefits';
import { LEDGER_CHECKS, type AuditCheck } from './ledger';

/** Every feature, in the order of who may call whom. */
export const FEATURES = [
  MerchantsModule,
  JobsModule,
  StoresModule,
  StaffModule,
  MembersModule,
  TiersModule,
  ChannelsModule,
  VisitsModule,
  PointsModule,
  SignInsModule,
  CouponsModule,
  PaymentsModule,
  FlashSalesModule,
  OrdersModule,
  ReferralsModule,
  JoinsModule,
  CounterModule,
] as const;

/** Everything that must hold, the engine's own rules first. */
export const AUDIT_CHECKS: readonly AuditCheck[] = [
  ...LEDGER_CHECKS,
  ...membersAuditChecks,
  ...tiersAuditChecks,
  ...channelsAuditChecks,
  ...pointsAuditChecks,
  ...adjustmentsAuditChecks,
  ...signInsAuditChecks,
  ...couponsAuditChecks,
  ...purchasesAuditChecks,
  ...flashSalesAuditChecks,
  ...paymentsAuditChecks,
  ...ordersAuditChecks,
  ...handoversAuditChecks,
  ...orderRefundsAuditChecks,
  ...waitsAuditChecks,
  ...referralsAuditChecks,
  ...referralBooksAuditChecks,
  ...joinsAuditChecks,
  ...counterAuditChecks,
  ...benefitsAuditChecks,
];
