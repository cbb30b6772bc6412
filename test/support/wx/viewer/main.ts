import { weappBundle } from '../bundle';
import { SCENES } from '../host';
import { personsPhone } from './people';
import { HostPhone } from './phone';
import { Viewer } from './server';

const STAFF_PAGE = '/packages/staff/workbench/index';

/**
 * `npm run shots -- --view`: a customer's and an assistant's phone with the compiled mini-program, in any browser.
 * Takes the address of a running development server, and the scene of a code that the customer scans, if any.
 */
async function main([server = '', port = '0', scene = '']: readonly string[]): Promise<void> {
  const customer = personsPhone(server, 'member');
  const assistant = personsPhone(server, 'staff');
  if (scene === '') customer.start();
  else customer.start(`/pages/landing/index?scene=${encodeURIComponent(scene)}`, { scene: SCENES.qrCode });
  assistant.start(STAFF_PAGE);
  const viewer = new Viewer(weappBundle().root);
  await viewer.listen(Number(port));
  const shown = new HostPhone('顾客的手机', customer);
  viewer.show('member', shown);
  viewer.show('staff', new HostPhone('店员的手机', assistant, () => shown));
  process.stdout.write(`${viewer.url}/\n`);
}

void main(process.argv.slice(2));
