import { Text, View } from '@tarojs/components';
import { Page } from '@/components/page/page';
import { useParams } from '@/platform/router';
import { TERMS_VERSION } from '@/services/members';
import { t } from '@/texts';
import './index.css';

function TermsPage() {
  const of = useParams()['of'] === 'privacy' ? 'privacy' : 'terms';
  return (
    <Page title={t.terms.titles[of]} tone="paper">
      {t.terms[of].map(({ head, text }) => (
        <View key={head} className="terms__part">
          <Text className="terms__head">{head}</Text>
          <Text className="terms__text">{text}</Text>
        </View>
      ))}
      <Text className="terms__version">{t.terms.version(TERMS_VERSION)}</Text>
    </Page>
  );
}

export default TermsPage;
