import { useMemo } from 'react';
import { Image } from '@tarojs/components';
import { color, type ColorName } from '@shared/design';
import { SHAPES, type IconName } from './shapes';

export type { IconName } from './shapes';

function uri(name: IconName, stroke: string): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${stroke}" ` +
    `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${SHAPES[name]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

interface IconProps {
  readonly name: IconName;
  readonly tone?: ColorName;
  readonly size?: 'small' | 'normal' | 'large' | 'huge';
}

/** A line icon; decoration only, the words beside it carry the meaning. */
export function Icon({ name, tone = 'ink', size = 'normal' }: IconProps) {
  const source = useMemo(() => uri(name, color[tone]), [name, tone]);
  return <Image className={`icon icon--${size}`} src={source} mode="scaleToFill" />;
}
