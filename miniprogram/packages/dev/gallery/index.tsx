import { useState, type ReactElement } from 'react';
import { Page } from '@/components/page/page';
import { Card, MenuRow } from '@/components/parts/parts';
import { useParams } from '@/platform/router';
import { gallery as words } from '@/texts/zh-CN/gallery';
import { Asking, CodeAlone, Codes, FromBelow, Saying } from './layers';
import { Buttons, Cells, Colours, Icons, Tickets } from './looks';
import { Feedback, Forms, Lists, Moving, Pad } from './states';
import './index.css';

/** The parts of the gallery: `?part=buttons` opens one, without it there is a list of all. */
const PARTS = {
  colours: Colours,
  icons: Icons,
  buttons: Buttons,
  cells: Cells,
  tickets: Tickets,
  forms: Forms,
  pad: Pad,
  moving: Moving,
  feedback: Feedback,
  lists: Lists,
  codes: Codes,
  'code-screen': CodeAlone,
  dialog: Asking,
  sheet: FromBelow,
  toast: Saying,
} as const satisfies Readonly<Record<string, () => ReactElement>>;
type PartName = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as PartName[];

/** Every component in all its states, for those who build them. In development builds only (LIUKE_GALLERY=1). */
function GalleryPage() {
  const asked = useParams()['part'];
  const [name, setName] = useState(NAMES.find((one) => one === asked));
  if (name === undefined) {
    return (
      <Page title={words.title}>
        <Card tight>
          {NAMES.map((one) => (
            <MenuRow key={one} icon="paper" text={one} onTap={() => setName(one)} />
          ))}
        </Card>
      </Page>
    );
  }
  const Part = PARTS[name];
  return (
    <Page title={name}>
      <Part />
    </Page>
  );
}

export default GalleryPage;
