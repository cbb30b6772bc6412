import type { PropsWithChildren } from 'react';
import { useEffect } from 'react';
import { passAria } from './platform/aria';
import { moveSceneIntoHash, reloadWhenPartIsMissing } from './platform/browser';
import { watchVisibility } from './platform/device';
import { BROWSE_ONLY } from './platform/launch';
import { watchPrivacy } from './platform/privacy';
import { replace, usePageNotFound } from './platform/router';
import { offerUpdate } from './platform/update';
import { feed, session } from './services/app';
import { t } from './texts';
import './styles';
import './app.css';

passAria();
moveSceneIntoHash();
reloadWhenPartIsMissing();

function App({ children }: PropsWithChildren) {
  usePageNotFound(() => replace('home'));
  useEffect(() => {
    watchPrivacy();
    // seen from Moments there is nobody to log in and nothing to update
    if (BROWSE_ONLY) return;
    offerUpdate(t.common.newVersion);
    // every start learns what changed elsewhere; pages show what is known meanwhile, and tell if this fails
    session.renew().catch(() => undefined);
    watchVisibility((visible) => feed.setVisible(visible));
  }, []);
  return children;
}

export default App;
