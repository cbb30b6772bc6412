import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { back, go } from '@/platform/router';
import type { Resource } from '@/hooks/use-resource';
import type { ApiError } from '@/services/api-error';
import { t } from '@/texts';
import { Button } from '../button/button';
import { Icon, type IconName } from '../icon/icon';

/** Grey shapes where content will be; `lines` rough cards. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <View className="skeleton" ariaLabel={t.common.loading}>
      {Array.from({ length: lines }, (_, i) => (
        <View key={i} className="skeleton__card">
          <View className="skeleton__block" />
          <View className="skeleton__lines">
            <View className="skeleton__line" />
            <View className="skeleton__line skeleton__line--short" />
          </View>
        </View>
      ))}
    </View>
  );
}

interface NoticeProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  readonly action?: { readonly text: string; readonly tap: () => void };
}

/** Nothing here, and what to do about it. */
export function Notice({ icon, title, hint, action }: NoticeProps) {
  return (
    <View className="notice">
      <View className="notice__mark">
        <Icon name={icon} size="large" tone="brand" />
      </View>
      <Text className="notice__title">{title}</Text>
      <Text className="notice__hint">{hint}</Text>
      {action && (
        <View className="notice__action">
          <Button small onTap={action.tap}>
            {action.text}
          </Button>
        </View>
      )}
    </View>
  );
}

/** Not a member yet: no failure, and trying again would not help. */
function JoinFirst() {
  const words = t.member.me;
  return (
    <Notice
      icon="person"
      title={words.guest}
      hint={words.guestHint}
      action={{ text: words.join, tap: () => go('landing') }}
    />
  );
}

/** What went wrong, in the server's words, and a way on: trying again where that can help, else back. */
export function Failure({ error, retry }: { error: ApiError; retry: () => void }) {
  if (error.code === 'not_a_member') return <JoinFirst />;
  // an address with a damaged id finds nothing either
  const gone = error.code === 'not_found' || error.code === 'malformed';
  const offline = error.code === 'offline';
  // reading a page does nothing, so there is no outcome to be in doubt about
  const hint = offline ? t.errors.offline : error.code === 'malformed' ? t.errors.gone : error.detail;
  return (
    <Notice
      icon={offline ? 'offline' : 'alert'}
      title={offline ? t.common.offlineTitle : t.common.failedTitle}
      hint={hint}
      action={gone ? { text: t.common.back, tap: back } : { text: t.common.retry, tap: retry }}
    />
  );
}

/** Until it is known who this is: grey shapes, or why it cannot be known and a way on. */
export function FirstLogin({ of, lines = 2 }: { of: Resource<unknown>; lines?: number }) {
  return of.error ? <Failure error={of.error} retry={of.reload} /> : <Skeleton lines={lines} />;
}

interface ShownProps<Value> {
  readonly of: {
    readonly data: Value | undefined;
    readonly error: ApiError | null;
    readonly reload: () => void;
  };
  readonly lines?: number;
  readonly children: (value: Value) => ReactNode;
}

/** A resource on screen: skeleton, failure with retry, or its value, which stays while a newer one loads. */
export function Shown<Value>({ of, lines = 3, children }: ShownProps<Value>) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failure error={of.error} retry={of.reload} />;
  return <Skeleton lines={lines} />;
}
