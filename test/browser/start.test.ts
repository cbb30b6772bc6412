import { connect } from 'node:net';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TERMS_VERSION } from '../../shared/contract';
import { callWire, loginAs } from '../support/browser-api';
import {
  dataFolder,
  freePort,
  processesOf,
  startCommand,
  startLiuke,
  type Ended,
  type Running,
} from '../support/browser-start';

const GUEST = 'guest-start';

/** Whether somebody listens on a port of this machine. */
function isListening(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** Fails unless a command gave up with exit code 1 and one line that says why. */
function expectOneLine({ code, stdout, stderr }: Ended, why: RegExp): void {
  expect(`${stdout}${stderr}`.trimEnd().split('\n')).toEqual([expect.stringMatching(why)]);
  expect(code).toBe(1);
}

describe('npm start', () => {
  const data = dataFolder();
  let liuke: Running | undefined;
  let cardNo: string | undefined;

  /** A running Liuke, or the failure of the test that needed one. */
  function running(): Running {
    if (!liuke) throw new Error('npm start is not up, see above');
    return liuke;
  }

  async function stop(): Promise<Ended> {
    const end = await running().stop();
    liuke = undefined;
    return end;
  }

  beforeAll(async () => {
    liuke = await startLiuke(data.path);
    const { token } = await loginAs(liuke.url, GUEST);
    const body = { consents: { terms: TERMS_VERSION, marketing: false } };
    const { status, body: joined } = await callWire(liuke.url, 'POST /members', { token, body });
    expect(status).toBe(201);
    cardNo = joined.member.card_no;
  });

  afterAll(async () => {
    await liuke?.stop();
    data.remove();
  });

  it('answers at every address of its table', async () => {
    const { table } = running();
    const places = ['Launch pad', 'Member preview', 'Staff preview', 'API docs'];
    const found = await Promise.all(places.map(async (place) => (await fetch(table[place]!)).status));
    expect(found).toEqual([200, 200, 200, 200]);
  });

  it('refuses a second server on the same folder in one line', async () => {
    const second = startCommand(await freePort(), data.path);
    expectOneLine(await second.ended, /^Another Liuke server \(process \d+\) uses .+LIUKE_DATA_DIR/);
  });

  it('refuses a busy port in one line, and leaves the folder alone', async () => {
    const other = dataFolder();
    const { port } = running();
    const second = startCommand(port, other.path);
    expectOneLine(await second.ended, new RegExp(`^Port ${port} is taken;.+PORT=`));
    other.remove();
  });

  it('refuses a data folder that cannot be written in one line', async () => {
    const other = dataFolder();
    mkdirSync(dirname(other.path), { recursive: true });
    writeFileSync(other.path, 'a file stands where the folder should be');
    const second = startCommand(await freePort(), join(other.path, 'data'));
    expectOneLine(await second.ended, /cannot be written \(ENOTDIR\).+LIUKE_DATA_DIR/);
    other.remove();
  });

  it('refuses an argument or a port that it does not know in one line', async () => {
    const [odd, wrong] = await Promise.all([
      startCommand(await freePort(), data.path, ['--rest']).ended,
      startCommand(99_999, data.path).ended,
    ]);
    expectOneLine(odd, /^npm start knows only --reset, not "--rest"/);
    expectOneLine(wrong, /^PORT must be a number/);
  });

  it('stops on Ctrl-C with exit code 0 and leaves no process behind', async () => {
    const { port, table } = running();
    const sandboxPort = Number(new URL(table['WeChat sandbox']!).port);
    expect(await isListening(sandboxPort)).toBe(true);
    const { code, stderr } = await stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(processesOf(data.path)).toEqual([]);
    expect(await Promise.all([port, sandboxPort].map(isListening))).toEqual([false, false]);
  });

  it('starts again on the same folder, quickly, with everything in it', async () => {
    liuke = await startLiuke(data.path);
    // measured, not asserted: the machine may be busy with other things
    process.stdout.write(`npm start, second time: ${(liuke.took_ms / 1000).toFixed(1)} s\n`);
    expect(liuke.stdout).not.toContain('Demo shop');
    const { member } = await loginAs(liuke.url, GUEST);
    expect(member?.card_no).toBe(cardNo);
  });

  it('stops cleanly while it is still starting', async () => {
    await stop();
    const command = startCommand(await freePort(), data.path);
    while (processesOf(data.path).length < 2 && !command.over)
      await new Promise((done) => setTimeout(done, 20));
    command.interrupt();
    const { code } = await command.ended;
    expect(code).toBe(0);
    expect(processesOf(data.path)).toEqual([]);
  });

  it('begins anew with --reset', async () => {
    liuke = await startLiuke(data.path, ['--reset']);
    expect(liuke.stdout).toMatch(/Demo shop: 3 stores/);
    const { member } = await loginAs(liuke.url, GUEST);
    expect(member).toBeNull();
    const { code } = await stop();
    expect(code).toBe(0);
  });

  it('begins anew by itself after a first start that broke off', async () => {
    const other = dataFolder();
    const command = startCommand(await freePort(), other.path);
    const isSeeding = (): boolean => existsSync(join(other.path, 'liuke.db'));
    while (!isSeeding() && !command.over) await new Promise((done) => setTimeout(done, 20));
    command.interrupt();
    expect((await command.ended).code).toBe(0);
    expect(processesOf(other.path)).toEqual([]);
    const again = await startLiuke(other.path);
    expect(again.stdout).toMatch(/Demo shop: 3 stores/);
    await again.stop();
    other.remove();
  });

  it('does not empty a folder that it did not make', async () => {
    const other = dataFolder();
    mkdirSync(other.path);
    writeFileSync(join(other.path, 'thesis.txt'), 'years of work');
    const reset = startCommand(await freePort(), other.path, ['--reset']);
    expectOneLine(await reset.ended, /was not made by Liuke.+not emptied/);
    other.remove();
  });
});
