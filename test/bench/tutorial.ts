import 'reflect-metadata';
import { Controller, Headers, Inject, Module, Param, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Answer, Ask, Host } from './tutorial-answer';
import { claim, POOL } from './tutorial-claims';

/** What a request reaches the database by, and what its tokens are signed with. */
interface Means {
  readonly host: Host;
  readonly secret: string;
}
const MEANS = Symbol('means');

/** The claim as tutorials of NestJS and TypeORM teach it: one transaction of a query runner for each request. */
@Controller('api/v1')
class Claims {
  constructor(@Inject(MEANS) private readonly means: Means) {}

  @Post(':what/:id/claims')
  async claim(
    @Param('what') what: string,
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { status, body, replayed } = await claim(this.means.host, this.means.secret, {
      ...{ what, id, key, authorization },
    });
    void reply.status(status).header('Cache-Control', 'no-store');
    if (replayed) void reply.header('Idempotency-Replayed', 'true');
    return body;
  }
}

function hostOf(source: DataSource): Host {
  const ask: Ask = (sql, params) => source.query(sql, params);
  return {
    ask,
    transaction: async (work) => {
      const runner = source.createQueryRunner();
      await runner.connect();
      try {
        await runner.startTransaction('READ COMMITTED');
        const answer: Answer = await work((sql, params) => runner.query(sql, params));
        if (answer.status === 201) await runner.commitTransaction();
        else await runner.rollbackTransaction();
        return answer;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        throw error;
      } finally {
        await runner.release();
      }
    },
  };
}

async function serve(secret: string): Promise<void> {
  const url = process.env['DATABASE_URL'] ?? '';
  const source = new DataSource({ type: 'mariadb', url, poolSize: POOL });
  await source.initialize();
  const means: Means = { host: hostOf(source), secret };
  @Module({ controllers: [Claims], providers: [{ provide: MEANS, useValue: means }] })
  class Tutorial {}
  const app = await NestFactory.create<NestFastifyApplication>(Tutorial, new FastifyAdapter(), {
    logger: ['error'],
  });
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
  process.once('SIGTERM', () => process.exit(0));
}

const secretOfProcess = process.env['TUTORIAL_SECRET'];
if (secretOfProcess !== undefined) void serve(secretOfProcess);
