import { useMemo, useState } from 'react';
import { Image, View } from '@tarojs/components';
import { encode } from 'uqr';
import { code128 } from './code128';
import { bitmapUri, svgUri, withQuietZone, type Modules } from './picture';

const QR_QUIET = 2;
const BAR_QUIET = 10;
const QR_SCALE = { x: 8, y: 8 };
const BAR_SCALE = { x: 3, y: 120 };

function Picture(props: {
  modules: Modules;
  scale: { x: number; y: number };
  className: string;
  label: string;
}) {
  const [plain, setPlain] = useState(false);
  const { modules, scale } = props;
  const source = useMemo(
    () => (plain ? bitmapUri(modules, scale) : svgUri(modules)),
    [modules, scale, plain],
  );
  return (
    <Image
      className={props.className}
      src={source}
      mode="scaleToFill"
      ariaLabel={props.label}
      onError={() => setPlain(true)}
    />
  );
}

/** A QR code, black on white. `large` fills a card, for being read across a counter. */
export function QrCode({ text, label, large = false }: { text: string; label: string; large?: boolean }) {
  const modules = useMemo(
    () => withQuietZone(encode(text, { ecc: 'M', border: 0 }).data, QR_QUIET, true),
    [text],
  );
  return (
    <View className={large ? 'code-qr code-qr--large' : 'code-qr'}>
      <Picture modules={modules} scale={QR_SCALE} className="code-qr__picture" label={label} />
    </View>
  );
}

/** A Code 128 bar code of an even number of digits. */
export function BarCode({ digits, label }: { digits: string; label: string }) {
  const modules = useMemo(() => withQuietZone([code128(digits)], BAR_QUIET, false), [digits]);
  return <Picture modules={modules} scale={BAR_SCALE} className="code-bar" label={label} />;
}
