import { useCallback } from 'react';
import type { TemplateCard } from '@shared/contract';
import { BrowseOnly } from '@/components/browse-only/browse-only';
import { FirstLogin, Notice } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Heading } from '@/components/parts/parts';
import { claimableFirst } from '@/components/template-ticket/order';
import { TemplateTicket } from '@/components/template-ticket/template-ticket';
import { useMe } from '@/hooks/use-me';
import { usePages } from '@/hooks/use-pages';
import { BROWSE_ONLY } from '@/platform/launch';
import { go, useDidShow, useParams } from '@/platform/router';
import { useSharing } from '@/platform/share';
import { call } from '@/services/app';
import { t } from '@/texts';

/** What a friend's card led to stands first, wherever the list has it; then what can be claimed now. */
function pickedFirst(templates: readonly TemplateCard[], picked: string | undefined): TemplateCard[] {
  return claimableFirst(templates).sort((a, b) => Number(b.id === picked) - Number(a.id === picked));
}

function Centre({ list, picked }: { list: ReturnType<typeof useTemplates>; picked: string | undefined }) {
  const words = t.coupons.centre;
  const action = { text: words.emptyAction, tap: () => go('myCoupons') };
  return (
    <List
      of={list}
      empty={<Notice icon="ticket" title={words.emptyTitle} hint={words.emptyHint} action={action} />}
    >
      {(templates) => (
        <>
          <Heading text={t.member.home.centre} more={{ text: words.mine, tap: () => go('myCoupons') }} />
          {pickedFirst(templates, picked).map((template) => (
            <TemplateTicket
              key={template.id}
              template={template}
              line={template.rules[1]}
              picked={template.id === picked}
              onClaimed={list.reload}
            />
          ))}
        </>
      )}
    </List>
  );
}

function useTemplates(joined: boolean) {
  const load = useCallback(
    (after: string | undefined) => call('GET /coupon-templates', { query: { after } }),
    [],
  );
  return usePages(joined ? load : null);
}

function Coupons() {
  const picked = useParams()['template'];
  const { member, login } = useMe();
  const list = useTemplates(Boolean(member));
  useDidShow(list.reload);
  const words = t.coupons.centre;
  return (
    <Page title={words.title} tab="coupons" list={list}>
      {member === undefined && <FirstLogin of={login} lines={3} />}
      {member === null && (
        <Notice
          icon="gift"
          title={words.joinTitle}
          hint={words.joinHint}
          action={{ text: words.join, tap: () => go('landing') }}
        />
      )}
      {member && <Centre list={list} picked={picked} />}
    </Page>
  );
}

function CouponsPage() {
  useSharing({ title: t.common.share.coupons, page: 'coupons' });
  const words = t.coupons.centre;
  return BROWSE_ONLY ? <BrowseOnly title={words.title} lead={words.joinTitle} /> : <Coupons />;
}

export default CouponsPage;
