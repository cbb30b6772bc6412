import { useEffect, useState } from 'react';
import { findCanvas, type CanvasNode } from '@/platform/canvas';
import { sleep } from '@/platform/clock';

/** A canvas is on the page a moment after we have drawn it; asked again after these waits, in milliseconds. */
const WAITS_MS = [50, 300, 1_000];

/** The canvas of this id; null until it is found, and for good where there is none to draw on. */
export function useCanvas(id: string): CanvasNode | null {
  const [canvas, setCanvas] = useState<CanvasNode | null>(null);
  useEffect(() => {
    const here = { left: false };
    const look = async ([wait, ...waits]: readonly number[]): Promise<void> => {
      if (wait === undefined) return;
      await sleep(wait);
      const found = here.left ? null : await findCanvas(id);
      if (here.left) return;
      if (found) setCanvas(found);
      else await look(waits);
    };
    void look(WAITS_MS);
    return () => {
      here.left = true;
    };
  }, [id]);
  return canvas;
}
