import { benefitJobs } from './benefits';
import type { Core } from './core';
import { codeStepsJob } from './counter';
import { ledgerPurges } from './ledger';
import { pickupJobs } from './orders';
import { checkBillJob } from './payments';
import { oldJobs, type JobKind } from './platform/jobs';
import { expiryJobs } from './points';
import { reviewJobs } from './tiers';

/** Minutes after midnight, in the program's zone: when the shops sleep. */
const NIGHT = 150;
/** An audit shows by them that everybody joined once. */
const EVENTS_KEPT = ['member.joined'];

/** Every kind of long and timed work. A feature adds what its door exports. */
export function jobKinds({
  database,
  ledger,
  config,
  payments,
}: Pick<Core, 'database' | 'ledger' | 'config' | 'payments'>): JobKind[] {
  const { timezone } = config.program;
  const daily = { timezone, minute: NIGHT };
  return [
    ...expiryJobs({ database, ledger, policy: config.program }),
    ...benefitJobs({ database, ledger, policy: config.program }),
    ...reviewJobs({ database, ledger, timezone }),
    ...ledgerPurges({ database, daily, keep: EVENTS_KEPT }),
    ...pickupJobs({ database, ledger, policy: config.program }),
    checkBillJob({ database, ledger, gateway: payments, pay: config.pay }),
    codeStepsJob(database, daily),
    oldJobs(database, daily),
  ];
}
