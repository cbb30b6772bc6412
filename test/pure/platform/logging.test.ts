import { Writable } from 'node:stream';
import { createLogger, NestLog } from '../../../server/platform/logging';

function logged(act: (log: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  act(createLogger({ log_level: 'info' }, sink));
  return lines;
}

describe('the log', () => {
  it('writes one JSON object a line, with time and level', () => {
    const [line = ''] = logged((log) => log.info({ request_id: 'r-1' }, 'answered'));
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.+Z$/),
      request_id: 'r-1',
      msg: 'answered',
    });
  });

  it('strikes out what must never be in it', () => {
    const secrets = { authorization: 'hush', token: 'hush', password: 'hush', phone: 'hush', openid: 'hush' };
    const lines = logged((log) => {
      log.error({ ...secrets, request: { ...secrets, headers: secrets } }, 'x');
    });
    expect(lines.join('')).not.toContain('hush');
  });

  it('keeps quiet below its level, and takes Nest’s tales for details', () => {
    const lines = logged((log) => {
      log.debug({}, 'x');
      new NestLog(log).log('Mapped {/x, GET} route', 'RouterExplorer');
      new NestLog(log).warn('odd', 'Nest');
      new NestLog(log).error(new Error('broken'), 'Nest');
    });
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 'warn', context: 'Nest', msg: 'odd' }),
      expect.objectContaining({ level: 'error', msg: expect.stringContaining('broken') as string }),
    ]);
  });
});
