import { paintPoster, type PosterContext } from '@/packages/member/invite/paint-poster';
import {
  cut,
  LINE_MAX,
  POSTER,
  posterSteps,
  sizeFor,
  type PosterWords,
} from '@/packages/member/invite/poster';
import { posterWords } from '@/packages/member/invite/poster-words';
import { zhCN as t } from '@/texts/zh-CN';
import { otherProgram, programWith } from '../../support/answers-invites';

const usual = posterWords(programWith(), '小林');

function textsOf(words: PosterWords): string[] {
  return posterSteps(words, true).flatMap((step) => (step.draw === 'text' ? [step.text] : []));
}

/** A canvas that notes what is called on it. */
function sketch(): { on: PosterContext; calls: [name: string, ...args: unknown[]][] } {
  const calls: [name: string, ...args: unknown[]][] = [];
  const on = new Proxy({} as PosterContext, {
    get:
      (_, name) =>
      (...args: unknown[]) => {
        calls.push([String(name), ...args]);
      },
    set: (_, name, value) => {
      calls.push([`${String(name)} =`, value]);
      return true;
    },
  });
  return { on, calls };
}

describe('what stands on a poster', () => {
  it('R5: who invites, to what, what the friend gets and for what', () => {
    const said = textsOf(usual);
    expect(said).toEqual(
      expect.arrayContaining([
        '小林 邀请你',
        '成为留客烘焙会员',
        '¥10',
        '入会后 30 天内，到店单笔实付满 ¥20，可得',
      ]),
    );
  });

  it('R5: promises nothing when the budget is used up, or when friends get nothing', () => {
    for (const program of [programWith({ sharing: 'used_up', friends_left: 0 }), otherProgram]) {
      const said = textsOf(posterWords(program, null));
      expect(said).toEqual(expect.arrayContaining([t.invite.poster.by(null), t.invite.poster.plain]));
      expect(said.join('')).not.toContain('¥10');
      expect(said.join('')).not.toContain('可得');
    }
  });

  it('R7: my own cap takes nothing from what the friend is promised', () => {
    expect(textsOf(posterWords(programWith({ sharing: 'cap_total' }), null))).toContain('¥10');
  });

  it('points are named, so that the number says something', () => {
    const promise = { ...programWith().promise, invitee_reward: { kind: 'points' as const, points: 1_200 } };
    expect(textsOf(posterWords(programWith({ promise }), null))).toContain('1,200 积分');
  });
});

describe('how it is drawn', () => {
  it.each([true, false])('stays on the paper, the code large enough to be scanned (face: %s)', (face) => {
    const steps = posterSteps(usual, face);
    for (const step of steps) {
      if (step.draw === 'text') {
        expect(step.y).toBeLessThan(POSTER.height - 40);
        continue;
      }
      const height = step.draw === 'box' ? step.height : step.width;
      expect([step.x >= 0, step.x + step.width <= POSTER.width, step.y + height <= POSTER.height]).toEqual([
        true,
        true,
        true,
      ]);
    }
    const pictures = steps.flatMap((step) => (step.draw === 'picture' ? [step] : []));
    expect(pictures.map(({ picture }) => picture)).toEqual(face ? ['face', 'code'] : ['code']);
    expect(pictures.at(-1)!.width).toBeGreaterThanOrEqual(300);
  });

  it('writes nothing over the code', () => {
    const steps = posterSteps(usual, false);
    const code = steps.find((step) => step.draw === 'picture')!;
    const over = steps.filter(
      (step) => step.draw === 'text' && step.y > code.y && step.y - step.size < code.y + code.width,
    );
    expect(over).toEqual([]);
  });

  it('cuts what is too long for a line, between letters, and leaves the rest alone', () => {
    expect(cut('留客', 50)).toBe('留客');
    const long = '很长的名字👨‍👩‍👧'.repeat(8);
    const shown = cut(long, 50);
    expect(shown.endsWith('…')).toBe(true);
    expect(Array.from(shown).length * 50).toBeLessThanOrEqual(LINE_MAX + 50);
    expect(long.startsWith(shown.slice(0, -1))).toBe(true);
  });

  it('sets a long text smaller before it cuts it', () => {
    expect(sizeFor('¥10', [92, 56])).toBe(92);
    expect(sizeFor('免费兑换手作司康一份', [92, 56])).toBe(56);
  });

  it('draws the steps in their order, the face round, a picture that is not there left out', () => {
    const { on, calls } = sketch();
    const code = {} as CanvasImageSource;
    paintPoster(on, posterSteps(usual, true), { code });
    const names = calls.map(([name]) => name);
    expect(names.filter((name) => name === 'drawImage')).toHaveLength(1);
    expect(calls.find(([name]) => name === 'drawImage')).toEqual(['drawImage', code, 205, 788, 340, 340]);
    expect(names.indexOf('fillRect')).toBeLessThan(names.indexOf('fillText'));
    const withFace = sketch();
    paintPoster(withFace.on, posterSteps(usual, true), { code, face: {} as CanvasImageSource });
    const order = withFace.calls.map(([name]) => name);
    expect(order.indexOf('clip')).toBeLessThan(order.indexOf('drawImage'));
    expect(order.filter((name) => name === 'save').length).toBe(
      order.filter((name) => name === 'restore').length,
    );
  });
});
