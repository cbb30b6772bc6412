import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { Field } from '@/components/field/field';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { useAction } from '@/hooks/use-action';
import { useSession } from '@/hooks/use-session';
import { replace, useParams } from '@/platform/router';
import { toast } from '@/platform/ui';
import { call, session } from '@/services/app';
import { t } from '@/texts';
import '../staff.css';

const words = t.staff.bind;

function BindPage() {
  const [code, setCode] = useState(useParams()['invitation'] ?? '');
  const staff = useSession()?.staff ?? null;
  const bind = useAction(async () => {
    const bound = await call('POST /staff/bindings', { body: { invitation: code.trim() } });
    session.learn({ staff: bound });
    toast(words.done(bound.name));
    replace('workbench');
  });
  const footer = staff ? (
    <Button onTap={() => replace('workbench')}>{words.toBench}</Button>
  ) : (
    <Button busy={bind.busy} disabled={code.trim().length < 8} onTap={bind.run}>
      {words.action}
    </Button>
  );
  return (
    <Page title={words.title} tone="paper" footer={footer}>
      <View className="staff__intro">
        <Icon name="badge" size="huge" tone="gold" />
        <Text className="staff__headline">{staff ? words.already(staff.name) : words.headline}</Text>
        {!staff && <Text className="staff__hint">{words.hint}</Text>}
      </View>
      {!staff && <Field value={code} placeholder={words.placeholder} maxlength={64} onChange={setCode} />}
    </Page>
  );
}

export default BindPage;
