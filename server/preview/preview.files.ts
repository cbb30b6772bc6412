import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { H5_PATH } from '../../shared/contract';
import { declareSystemPath } from '../platform/http';

/** Serves the H5 build of the mini-program, when there is one. */
export async function configurePreview(app: NestFastifyApplication): Promise<void> {
  const root = join(process.cwd(), 'dist', 'h5');
  if (!existsSync(join(root, 'index.html'))) return;
  // loaded here: only previews need it, and jest cannot load the ES modules it stands on
  const { default: fastifyStatic } = await import('@fastify/static');
  await app.register(fastifyStatic, {
    root,
    prefix: H5_PATH,
    decorateReply: false,
    cacheControl: true,
    maxAge: 0,
  });
  declareSystemPath(app, H5_PATH.replace(/\/$/, ''));
}
