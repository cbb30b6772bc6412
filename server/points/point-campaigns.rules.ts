import type { FieldError, PointCampaign } from '../../shared/contract';
import { toRfc3339 } from '../../shared/kernel';
import type { PointCampaignTerms } from './point-campaigns.commands';
import type { PointCampaignRow } from './points.entity';

/** What cannot be, field by field; the contract has checked each value for itself. */
export function campaignFaults(terms: PointCampaignTerms): FieldError[] {
  const { from_day, to_day, from_minute: from, to_minute: to, weekdays, store_ids } = terms;
  const faults: FieldError[] = [];
  if (to_day !== null && to_day < from_day)
    faults.push({ field: 'to_day', problem: '结束日期不能早于开始日期' });
  if ((from === null) !== (to === null)) {
    faults.push({ field: from === null ? 'from_minute' : 'to_minute', problem: '开始和结束时刻要一起填写' });
  }
  if (from !== null && from === to) faults.push({ field: 'to_minute', problem: '不能与开始时刻相同' });
  if (new Set(weekdays).size < weekdays.length) faults.push({ field: 'weekdays', problem: '有重复的星期' });
  if (new Set(store_ids).size < store_ids.length)
    faults.push({ field: 'store_ids', problem: '有重复的门店' });
  return faults;
}

/** A campaign as the console shows it. */
export function pointCampaignOf({ created_at, ...row }: PointCampaignRow): PointCampaign {
  return {
    ...row,
    weekdays: [...row.weekdays],
    store_ids: [...row.store_ids],
    created_at: toRfc3339(created_at),
  };
}
