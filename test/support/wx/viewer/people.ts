import { WxHost, type HostOptions } from '../host';

/**
 * A phone of a demo person: WeChat gives it login codes of that person.
 * @param server where a development server listens; @param persona a name that the preview takes, `staff` say
 */
export function personsPhone(server: string, persona: string, more: Partial<HostOptions> = {}): WxHost {
  const login = async (): Promise<{ code: string } | { fail: string }> => {
    const answer = await fetch(`${server}/preview/session?as=${persona}`);
    if (!answer.ok) return { fail: `no login code for ${persona}: ${answer.status}` };
    return { code: ((await answer.json()) as { js_code: string }).js_code };
  };
  return new WxHost({ server, ...more, answers: { login, ...more.answers } });
}
