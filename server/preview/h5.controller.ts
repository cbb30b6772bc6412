import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { H5_PATH } from '../../shared/contract';
import { Refusal, System } from '../platform/http';

const ROOT = join(process.cwd(), 'dist', 'h5');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/** The build is Taro's and brings its own inline parts; it stands in frames of the launch pad only. */
const POLICY = "object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

/** The mini-program's H5 build, for the preview; a chain's web server hands it out in production. */
@Controller(H5_PATH)
export class H5Controller {
  @Get()
  @System()
  @Header('Content-Security-Policy', POLICY)
  index(): StreamableFile {
    return this.file('index.html');
  }

  /** A file of the build. What lies outside it, or is of no kind that the build makes, is not found. */
  @Get('*')
  @System()
  @Header('Content-Security-Policy', POLICY)
  file(@Param('*') path: string): StreamableFile {
    const file = normalize(join(ROOT, path === '' ? 'index.html' : path));
    const type = TYPES[extname(file)];
    if (!file.startsWith(ROOT + sep) || type === undefined || path.includes('\0'))
      throw new Refusal('not_found');
    if (!existsSync(file) || !statSync(file).isFile()) throw new Refusal('not_found');
    return new StreamableFile(createReadStream(file), { type });
  }
}
