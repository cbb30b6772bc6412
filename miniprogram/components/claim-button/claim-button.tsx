import type { TemplateCard } from '@shared/contract';
import { useAction } from '@/hooks/use-action';
import { go } from '@/platform/router';
import { toast } from '@/platform/ui';
import { call } from '@/services/app';
import { pointsText } from '@/services/format';
import { refreshMe } from '@/services/members';
import { t } from '@/texts';
import { Button } from '../button/button';

/** Below this share of its stock a coupon is said to be nearly gone. */
const FEW_LEFT = 0.1;

/** How many are left, in words. */
export function stockHint(template: Pick<TemplateCard, 'stock_left' | 'stock_total'>): string {
  if (template.stock_left <= 0) return t.coupons.centre.noneLeft(pointsText(template.stock_total));
  const left = pointsText(template.stock_left);
  const few = template.stock_left <= template.stock_total * FEW_LEFT;
  return few ? t.coupons.centre.fewLeft(left) : t.coupons.centre.left(left);
}

/** What can be done with a template now: claim it, use what was claimed, or why not. */
export function ClaimButton(props: { template: TemplateCard; onClaimed: () => void }) {
  const { template, onClaimed } = props;
  const claim = useAction(
    async () => {
      await call('POST /coupon-templates/{id}/claims', { params: { id: template.id } });
      toast(t.coupons.centre.claimed);
      onClaimed();
      await refreshMe();
    },
    (error) => {
      toast(error.detail);
      onClaimed();
    },
  );
  if (template.status === 'claimable') {
    return (
      <Button small busy={claim.busy} onTap={claim.run}>
        {t.coupons.centre.claim}
      </Button>
    );
  }
  if (template.claimed_by_me > 0) {
    return (
      <Button small kind="quiet" onTap={() => go('myCoupons')}>
        {t.coupons.centre.use}
      </Button>
    );
  }
  return (
    <Button small disabled onTap={() => undefined}>
      {t.coupons.centre.status[template.status]}
    </Button>
  );
}
