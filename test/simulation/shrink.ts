import { play, type Outcome } from './play';
import type { ServerOptions } from './server';
import type { Step } from './story';

/** What is short after so many plays is short enough. */
const PLAYS_MAX = 150;

/**
 * A short part of `items` that still breaks, in their order: halves are left out, then quarters, … then single
 * items, as long as the rest breaks. No single item of what remains can be left out, unless `breaks` gave up.
 * @param breaks must be true of `items`
 */
export async function shortest<T>(
  items: readonly T[],
  breaks: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let best = items;
  let chunk = Math.ceil(items.length / 2);
  while (chunk >= 1) {
    const before = best.length;
    // from the end: what comes late often only follows
    for (let end = best.length; end > 0; end -= chunk) {
      const rest = [...best.slice(0, Math.max(0, end - chunk)), ...best.slice(end)];
      if (await breaks(rest)) best = rest;
    }
    if (chunk === 1 && best.length === before) return best;
    chunk = Math.max(1, Math.floor(chunk / 2));
  }
  return best;
}

/**
 * The shortest story found that still breaks, whatever it is that breaks then, and its acts made plainer.
 * @param broken a story that broke
 */
export async function shrink(
  broken: Outcome,
  tamper?: ServerOptions['tamper'],
  playsMax = PLAYS_MAX,
): Promise<Outcome> {
  const { story } = broken;
  let plays = 0;
  let best = broken;
  const breaks = async (steps: readonly Step[]): Promise<boolean> => {
    if (plays >= playsMax) return false;
    plays += 1;
    const outcome = await play({ ...story, steps }, tamper);
    if (outcome.broken !== null) best = outcome;
    return outcome.broken !== null;
  };
  const reached = story.steps.filter(({ wave }) => wave <= broken.wave);
  const steps = await shortest((await breaks(reached)) ? reached : story.steps, breaks);
  await breaks(steps.map(plainer));
  return best;
}

function plainer(step: Step): Step {
  return step.step === 'act' ? { ...step, act: { ...step.act, twice: false, gap: 0 } } : step;
}
