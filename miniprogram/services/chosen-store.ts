import { storage } from '@/platform/storage';
import { Kept } from './kept';

export interface ChosenStore {
  readonly id: string;
  readonly name: string;
  readonly open_now: boolean;
}

function isChosen(value: unknown): value is ChosenStore {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name } = value as Partial<ChosenStore>;
  return typeof id === 'string' && typeof name === 'string';
}

/** The store shown at the top of the home page: the one scanned or picked last. */
export const chosenStore = new Kept('store', isChosen, storage);
