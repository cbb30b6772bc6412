import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What of swagger-ui-dist is served. */
export type SwaggerFile = 'swagger-ui.css' | 'swagger-ui-bundle.js';

const files = new Map<SwaggerFile, Buffer>();

/** A file of Swagger UI; read once. */
export function swaggerFile(name: SwaggerFile): Buffer {
  let file = files.get(name);
  if (!file) {
    file = readFileSync(join(dirname(require.resolve('swagger-ui-dist/package.json')), name));
    files.set(name, file);
  }
  return file;
}

/** The inline script of the page below. */
export const DOCS_SCRIPT =
  "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true });";

/** The page that shows the document at `/api/openapi.json`. */
export const DOCS_PAGE = [
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Liuke API</title>',
  '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">',
  '<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head><body><div id="docs"></div>',
  '<script src="/api/docs/swagger-ui-bundle.js"></script>',
  `<script>${DOCS_SCRIPT}</script>`,
  '</body></html>',
].join('');
