import { useLayoutEffect, useMemo, useState } from 'react';
import { Canvas, Image, View } from '@tarojs/components';
import { encode } from 'uqr';
import { useCanvas } from '@/hooks/use-canvas';
import { useShown } from '@/hooks/use-shown';
import { code128 } from './code128';
import { bitmapUri, paint, svgUri, withQuietZone, type Modules } from './picture';

const QR_QUIET = 2;
const BAR_QUIET = 10;
const QR_SCALE = { x: 8, y: 8 };
const BAR_SCALE = { x: 3, y: 120 };

let canvases = 0;

interface PictureProps {
  readonly modules: Modules;
  readonly scale: { readonly x: number; readonly y: number };
  readonly label: string;
}

/** The modules as an image: SVG, or a bitmap on phones that draw no SVG. */
function Still({ modules, scale, label }: PictureProps) {
  const [plain, setPlain] = useState(false);
  const source = useMemo(
    () => (plain ? bitmapUri(modules, scale) : svgUri(modules)),
    [modules, scale, plain],
  );
  return (
    <Image
      className="code-picture__part"
      src={source}
      mode="scaleToFill"
      ariaLabel={label}
      onError={() => setPlain(true)}
    />
  );
}

/**
 * The modules on a canvas, each on whole pixels of this screen. Until one is found, and where drawing fails, an image
 * stands in its place, so that there is never nothing to scan.
 */
function Picture(props: PictureProps) {
  const [id] = useState(() => `code-canvas-${(canvases += 1)}`);
  const canvas = useCanvas(id);
  const shown = useShown();
  const [drawn, setDrawn] = useState(false);
  const { modules } = props;
  // anew also when the page comes back into sight: some phones forget what a canvas showed
  useLayoutEffect(() => {
    if (!canvas || !shown) return;
    try {
      canvas.paint((on) => paint(on, modules));
      setDrawn(true);
    } catch {
      setDrawn(false);
    }
  }, [canvas, shown, modules]);
  return (
    <View className="code-picture">
      {!drawn && <Still {...props} />}
      <Canvas
        id={id}
        type="2d"
        className={drawn ? 'code-picture__part' : 'code-picture__part code-picture__part--blank'}
      />
    </View>
  );
}

/** A QR code, black on white. `large` for being read from further away. */
export function QrCode({ text, label, large = false }: { text: string; label: string; large?: boolean }) {
  const modules = useMemo(
    () => withQuietZone(encode(text, { ecc: 'M', border: 0 }).data, QR_QUIET, true),
    [text],
  );
  return (
    <View className={large ? 'code-qr code-qr--large' : 'code-qr'}>
      <Picture modules={modules} scale={QR_SCALE} label={label} />
    </View>
  );
}

/** A Code 128 bar code of an even number of digits. */
export function BarCode({ digits, label }: { digits: string; label: string }) {
  const modules = useMemo(() => withQuietZone([code128(digits)], BAR_QUIET, false), [digits]);
  return (
    <View className="code-bar">
      <Picture modules={modules} scale={BAR_SCALE} label={label} />
    </View>
  );
}
