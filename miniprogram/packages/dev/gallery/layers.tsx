import { useEffect, useState } from 'react';
import { View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { CodeCard, CodeScreen } from '@/components/code-card/code-card';
import { Dialog } from '@/components/dialog/dialog';
import { Card, MenuRow } from '@/components/parts/parts';
import { Sheet } from '@/components/sheet/sheet';
import { toast } from '@/platform/ui';
import { gallery as words } from '@/texts/zh-CN/gallery';
import { code } from './sample';

export function Codes() {
  const [large, setLarge] = useState(false);
  return (
    <>
      <Card>
        <CodeCard code={code} bars onEnlarge={() => setLarge(true)} />
      </Card>
      {large && <CodeScreen code={code} bars onClose={() => setLarge(false)} />}
    </>
  );
}

export function CodeAlone() {
  const [open, setOpen] = useState(true);
  return open ? (
    <CodeScreen code={code} bars onClose={() => setOpen(false)} />
  ) : (
    <Card>
      <CodeCard code={code} onEnlarge={() => setOpen(true)} />
    </Card>
  );
}

export function Asking() {
  const [open, setOpen] = useState(true);
  const [busy, setBusy] = useState(false);
  return (
    <>
      <Button onTap={() => setOpen(true)}>{words.danger}</Button>
      <Dialog
        open={open}
        title={words.dialogTitle}
        text={words.dialogText}
        yes={words.dialogYes}
        no={words.dialogNo}
        grave
        busy={busy}
        onYes={() => setBusy(true)}
        onNo={() => setOpen(false)}
      />
    </>
  );
}

export function FromBelow() {
  const [open, setOpen] = useState(true);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button onTap={() => setOpen(true)}>{words.sheetTitle}</Button>
      <Sheet open={open} title={words.sheetTitle} onClose={close}>
        <MenuRow icon="store" text={words.store} hint={words.storeHint} onTap={close} />
        <MenuRow icon="store" text={words.store} onTap={close} />
      </Sheet>
    </>
  );
}

export function Saying() {
  useEffect(() => toast(words.toastLong), []);
  return (
    <>
      <Card>
        <CodeCard code={code} />
      </Card>
      <View className="gallery__row">
        <Button onTap={() => toast(words.toast)}>{words.toast}</Button>
        <Button kind="quiet" onTap={() => toast(words.toastLong)}>
          {words.next}
        </Button>
      </View>
    </>
  );
}
