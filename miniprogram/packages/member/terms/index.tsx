import { Text, View } from '@tarojs/components';
import { Page } from '@/components/page/page';
import { Card } from '@/components/parts/parts';
import { replace, useParams } from '@/platform/router';
import { TERMS_VERSION } from '@/services/members';
import { t } from '@/texts';
import './index.css';

type Document = 'terms' | 'privacy';

/** Each kind of data with what it is for. */
function Data() {
  const { title, items } = t.terms.data;
  return (
    <Card>
      <Text className="terms__head">{title}</Text>
      {items.map(({ what, why }) => (
        <View key={what} className="terms__datum">
          <Text className="terms__what">{what}</Text>
          <Text className="terms__text">{why}</Text>
        </View>
      ))}
    </Card>
  );
}

function Part({ head, lines }: { head: string; lines: readonly string[] }) {
  return (
    <Card>
      <Text className="terms__head">{head}</Text>
      {lines.map((line) => (
        <View key={line} className="terms__line">
          {lines.length > 1 && <View className="terms__dot" />}
          <Text className="terms__text">{line}</Text>
        </View>
      ))}
    </Card>
  );
}

/** What joining means, and what is kept and why. @rule M6 */
function TermsPage() {
  const of: Document = useParams()['of'] === 'privacy' ? 'privacy' : 'terms';
  const other: Document = of === 'privacy' ? 'terms' : 'privacy';
  return (
    <Page title={t.terms.titles[of]}>
      <View className="terms__lead">
        <Text>{t.terms.lead[of]}</Text>
        <Text className="terms__version">{t.terms.version(TERMS_VERSION)}</Text>
      </View>
      {of === 'privacy' && <Data />}
      {t.terms[of].map((part) => (
        <Part key={part.head} {...part} />
      ))}
      <View className="terms__other" ariaRole="button" onClick={() => replace('terms', { of: other })}>
        <Text>{t.terms.toOther[of]}</Text>
      </View>
    </Page>
  );
}

export default TermsPage;
