import { useEffect, useState } from 'react';
import { useAction } from '@/hooks/use-action';
import { askWhereAgain, whereAmI, whereRefusal } from '@/platform/location';

/** Where the phone is, as far as the person lets us know. */
export interface MyPlace {
  /** `lat,lng`; null when it is not known; undefined until that is clear. */
  readonly near: string | null | undefined;
  /** What was refused, when something was. */
  readonly refusal: 'privacy' | 'permission' | null;
  /** Asks, on a tap. */
  readonly ask: () => void;
  readonly asking: boolean;
}

/** My place: read quietly where it is allowed already, asked for only by a tap. */
export function usePlace(): MyPlace {
  const [near, setNear] = useState<string | null | undefined>(undefined);
  const [refusal, setRefusal] = useState(whereRefusal);
  useEffect(() => {
    let left = false;
    void whereAmI('quietly').then((found) => {
      if (!left) setNear(found);
    });
    return () => {
      left = true;
    };
  }, []);
  const asking = useAction(async () => {
    const found = whereRefusal() === null ? await whereAmI('asking') : await askWhereAgain();
    setRefusal(whereRefusal());
    setNear(found);
  });
  return { near, refusal, ask: asking.run, asking: asking.busy };
}
