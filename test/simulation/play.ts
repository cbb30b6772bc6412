import { createHash } from 'node:crypto';
import { Broken } from './books';
import { ReferralStage } from './referral/referral-stage';
import { SaleStage } from './sales/sale-stage';
import { SimServer, type ServerOptions } from './server';
import type { Step, Story } from './story';
import { Town } from './town';
import type { Stage } from './stage';
import { Wave, type Figures } from './wave';
import { POINT_EXPIRY, type World } from './world';

/** How a story went. */
export interface Outcome {
  readonly story: Story;
  /** What should not have been; null when all is well. */
  readonly broken: string | null;
  /** Everything that was asked and answered, in words. */
  readonly lines: readonly string[];
  /** Of the lines, and of all that the servers wrote meanwhile: equal for equal runs. */
  readonly hash: string;
  readonly figures: Figures;
  /** The wave it came to. */
  readonly wave: number;
}

/** After so many waves all is compared with the books. */
const EPOCH = 6;

/** Plays a story on a server of its own. Throws only where the simulation itself is at fault. */
export async function play(story: Story, tamper?: ServerOptions['tamper']): Promise<Outcome> {
  const { seed, furnishing, sales } = story;
  const point_expiry = POINT_EXPIRY[furnishing.point_expiry];
  const server = await SimServer.start({ seed, point_expiry, tamper, hasBank: sales !== null });
  const lines: string[] = [];
  const figures: Figures = {
    requests: 0,
    accepted: 0,
    refused: 0,
    unknown: 0,
    replayed: 0,
    restarts: 0,
    spoiled: 0,
  };
  let broken: string | null = null;
  let reached = 0;
  try {
    const world = stageOf(story, server);
    await world.furnish();
    await playAll(world, story.steps, lines, figures, (wave) => {
      reached = wave;
    });
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    broken = error.message;
    lines.push(`broken: ${broken}`);
  } finally {
    figures.spoiled = server.faults.spoiled;
    await server.stop();
  }
  const hash = createHash('sha256')
    .update([...lines, server.hash()].join('\n'))
    .digest('hex')
    .slice(0, 16);
  return { story, broken, lines, hash, figures, wave: reached };
}

function stageOf({ furnishing, sales, referral }: Story, server: SimServer): Stage & World {
  if (sales) return new SaleStage(server, furnishing, sales);
  return referral ? new ReferralStage(server, furnishing, referral) : new Town(server, furnishing);
}

async function playAll(
  world: Stage,
  steps: readonly Step[],
  lines: string[],
  figures: Figures,
  reach: (wave: number) => void,
): Promise<void> {
  const wave = new Wave(world, lines, figures);
  const numbers = [...new Set(steps.map((step) => step.wave))];
  for (const [i, number] of numbers.entries()) {
    reach(number);
    await wave.play(steps.filter((step) => step.wave === number));
    if ((i + 1) % EPOCH !== 0 && i + 1 < numbers.length) continue;
    await wave.settle();
    await world.inspect();
    lines.push(`all is as it should be`);
  }
  await world.end();
}
