import type { WxCanvas } from './canvas';
import type { Core, WxFunctions } from './core';

const NOWHERE = {
  id: '',
  dataset: {},
  left: 0,
  top: 0,
  right: 0,
  bottom: 0,
  width: 0,
  height: 0,
  scrollTop: 0,
  scrollLeft: 0,
};

type Told = (found: unknown) => void;

/**
 * Questions about the layout. There is none here: every element is found, without a size, and without a canvas to
 * draw on, so the mini-program must have another way; except where a test gives the phone one.
 */
export function selectorFunctions(core: Core, canvas: WxCanvas | null): WxFunctions {
  const createSelectorQuery = (): object => {
    const asked: { tell: Told | undefined; all: boolean }[] = [];
    const query = {
      in: () => query,
      select: () => chosen(false),
      selectAll: () => chosen(true),
      selectViewport: () => chosen(false),
      exec(done?: Told) {
        core.realm.later(0, () => {
          const found = asked.map(({ tell, all }) => {
            const one = Object.assign(core.realm.copy({ ...NOWHERE }), { node: canvas });
            const answer = all ? Object.assign(core.realm.copy<unknown[]>([]), [one]) : one;
            tell?.(answer);
            return answer;
          });
          done?.(Object.assign(core.realm.copy<unknown[]>([]), found));
        });
        return query;
      },
    };
    const chosen = (all: boolean): object => {
      const ask = (first?: unknown, second?: unknown): object => {
        const tell = [first, second].find((one): one is Told => typeof one === 'function');
        asked.push({ tell, all });
        return query;
      };
      return { boundingClientRect: ask, scrollOffset: ask, fields: ask, node: ask, context: ask };
    };
    return query;
  };
  const observer = {
    relativeTo: () => observer,
    relativeToViewport: () => observer,
    observe: () => undefined,
    disconnect: () => undefined,
  };
  const updates = {
    onCheckForUpdate: () => undefined,
    onUpdateReady: (listener: () => void) => core.listen('updateReady', listener),
    onUpdateFailed: () => undefined,
    applyUpdate: () => core.note('applyUpdate', undefined),
  };
  return {
    createSelectorQuery,
    createIntersectionObserver: () => observer,
    getUpdateManager: () => updates,
  };
}
