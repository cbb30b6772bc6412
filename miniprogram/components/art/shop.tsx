import { Image } from '@tarojs/components';
import { color } from '@shared/design';

function stripe(i: number): string {
  const fill = i % 2 === 0 ? color.brand : color.paper;
  const top = 66 + i * 38;
  const low = 57 + i * 41;
  return (
    `<path d="M${top} 36h38l${low + 41 - top - 38} 34h-41z" fill="${fill}"/>` +
    `<circle cx="${low + 20.5}" cy="70" r="20.5" fill="${fill}"/>`
  );
}

/** A small bakery-café front in the colours of the house, drawn here so that nothing is fetched. */
const SVG = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 176">`,
  `<rect width="360" height="176" fill="${color.brand_soft}"/>`,
  `<circle cx="300" cy="40" r="22" fill="${color.brand_line}"/>`,
  `<path d="M0 152h360v24H0z" fill="${color.brand_line}"/>`,
  `<rect x="70" y="66" width="220" height="90" rx="4" fill="${color.paper}"/>`,
  // awning: six stripes, each ending in a scallop
  ...[0, 1, 2, 3, 4, 5].map(stripe),
  // window with loaves
  `<rect x="88" y="98" width="110" height="44" rx="4" fill="${color.gold_soft}" stroke="${color.gold}" stroke-width="2"/>`,
  `<path d="M98 136c0-14 7-20 17-20s17 6 17 20z" fill="${color.gold}"/>`,
  `<path d="M108 120l5 6M117 118l5 6" stroke="${color.gold_soft}" stroke-width="2.5" stroke-linecap="round"/>`,
  `<path d="M140 136c0-10 22-22 44-10 4 3 2 10-2 10z" fill="${color.brand}" opacity=".75"/>`,
  `<path d="M152 127l4 8M164 122l3 12M175 124l0 11" stroke="${color.brand_soft}" stroke-width="2.5" stroke-linecap="round"/>`,
  // door
  `<path d="M218 152v-50a4 4 0 0 1 4-4h40a4 4 0 0 1 4 4v50z" fill="${color.brand_fill}"/>`,
  `<rect x="226" y="106" width="32" height="24" rx="3" fill="${color.brand_soft}"/>`,
  `<circle cx="257" cy="138" r="2.5" fill="${color.paper}"/>`,
  // a cup of coffee at the table outside
  `<path d="M24 124h30v10a11 11 0 0 1-11 11h-8a11 11 0 0 1-11-11z" fill="${color.paper}"/>`,
  `<path d="M54 127h4a5 5 0 0 1 0 11h-5" fill="none" stroke="${color.paper}" stroke-width="3"/>`,
  `<path d="M33 116c-3-5 3-7 0-12M44 116c-3-5 3-7 0-12" fill="none" stroke="${color.gold}" stroke-width="2.5" stroke-linecap="round"/>`,
  `<path d="M14 148h50" stroke="${color.gold}" stroke-width="5" stroke-linecap="round"/>`,
  // a plant
  `<path d="M306 152c-8-12-8-22 0-34 8 12 8 22 0 34z" fill="${color.leaf}"/>`,
  `<path d="M306 150c4-12 12-18 22-18-2 12-10 18-22 18z" fill="${color.leaf}" opacity=".75"/>`,
  `<path d="M294 146h24l-3 14h-18z" fill="${color.gold}"/>`,
  `</svg>`,
].join('');

const SOURCE = `data:image/svg+xml,${encodeURIComponent(SVG)}`;

/** The picture above a landing page. */
export function ShopArt() {
  return <Image className="shop-art" src={SOURCE} mode="aspectFill" />;
}
