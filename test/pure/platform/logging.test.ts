import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
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

  it('tells of an error its kind, text and place, and nothing that a database was asked to keep', () => {
    const query = {
      sql: "INSERT INTO people VALUES ('openid-hush')",
      query: 'INSERT INTO people VALUES (?)',
      parameters: ['openid-hush'],
      driverError: { parameters: ['openid-hush'] },
      errno: 1062,
      code: 'ER_DUP_ENTRY',
    };
    const quoting = [
      "Duplicate entry 'openid-hush' for key 'people.openid'",
      "Duplicate entry 'it''s hush' for key 'of' for key 'people.openid'",
      "Incorrect string value: 'hush\\xF0' for column `a`.`b`.`c` at row 1",
      "Truncated incorrect DOUBLE value: 'hush'",
      "You have an error in your SQL syntax; check the manual near 'hush, 'hush'' at line 1",
    ];
    const lines = logged((log) => {
      for (const text of quoting) {
        const cause = new Error(text);
        log.error({ err: Object.assign(new Error(text, { cause }), query) }, 'request failed');
      }
    });
    expect(lines.join('')).not.toContain('hush');
    const [first] = lines.map((line) => JSON.parse(line) as { err: Record<string, unknown> });
    expect(first?.err).toMatchObject({
      type: 'Error',
      code: 'ER_DUP_ENTRY',
      errno: 1062,
      message: expect.stringContaining("for key 'people.openid'") as string,
      stack: expect.stringContaining('logging.test') as string,
    });
    expect(Object.keys(first?.err ?? {}).sort()).toEqual(['code', 'errno', 'message', 'stack', 'type']);
  });

  it.each(['exit', 'throw', 'by itself'])(
    'loses no line of a process that ends (%s), and keeps their order',
    (end) => {
      const typescript = join(__dirname, '../../support/typescript.cjs');
      const child = join(__dirname, 'logging-child.ts');
      const { stdout } = spawnSync(process.execPath, ['--require', typescript, child, end], {
        encoding: 'utf8',
      });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual([...Array(1_000).keys()]);
    },
  );

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
