import { color, font } from '@shared/design';
import { LINE_MAX, type PosterPicture, type Step } from './poster';

/** What drawing needs of a canvas. */
export type PosterContext = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'moveTo'
  | 'arcTo'
  | 'closePath'
  | 'clip'
  | 'fill'
  | 'fillRect'
  | 'fillText'
  | 'drawImage'
>;

/** A path around a box with round corners; a WeChat of some years ago has no `roundRect`. */
function outline(
  on: PosterContext,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): void {
  on.beginPath();
  on.moveTo(x + radius, y);
  on.arcTo(x + width, y, x + width, y + height, radius);
  on.arcTo(x + width, y + height, x, y + height, radius);
  on.arcTo(x, y + height, x, y, radius);
  on.arcTo(x, y, x + width, y, radius);
  on.closePath();
}

function paintStep(
  on: PosterContext,
  step: Step,
  pictures: Readonly<Partial<Record<PosterPicture, CanvasImageSource>>>,
): void {
  switch (step.draw) {
    case 'box':
      on.fillStyle = color[step.colour];
      if (step.radius === 0) {
        on.fillRect(step.x, step.y, step.width, step.height);
        return;
      }
      outline(on, step.x, step.y, step.width, step.height, step.radius);
      on.fill();
      return;
    case 'text':
      on.fillStyle = color[step.colour];
      on.font = `${step.bold ? 'bold' : 'normal'} ${step.size}px ${font}`;
      // what the phone's own letters are wider than thought is squeezed
      on.fillText(step.text, step.x, step.y, LINE_MAX);
      return;
    case 'picture': {
      const picture = pictures[step.picture];
      if (picture === undefined) return;
      on.save();
      if (step.round) {
        outline(on, step.x, step.y, step.width, step.width, step.width / 2);
        on.clip();
      }
      on.drawImage(picture, step.x, step.y, step.width, step.width);
      on.restore();
    }
  }
}

/** Draws the steps, one over the other. */
export function paintPoster(
  on: PosterContext,
  steps: readonly Step[],
  pictures: Readonly<Partial<Record<PosterPicture, CanvasImageSource>>>,
): void {
  on.textAlign = 'center';
  on.textBaseline = 'alphabetic';
  for (const step of steps) paintStep(on, step, pictures);
}
