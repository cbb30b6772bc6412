import { Controller, Get, Header } from '@nestjs/common';
import { DOCS_PAGE, DOCS_SCRIPT, openApiFile, PROBLEM_STYLE, problemPage, swaggerFile } from '../openapi';
import { System } from './handle';
import { pagePolicy } from './headers';

const HTML = 'text/html; charset=utf-8';
const POLICY = 'Content-Security-Policy';
/** Swagger UI styles its elements by itself. */
const DOCS_POLICY = pagePolicy({
  files: ['script', 'style'],
  scripts: [DOCS_SCRIPT],
  styled_elements: true,
  connects: true,
});
const PROBLEMS_POLICY = pagePolicy({ styles: [PROBLEM_STYLE] });
const A_DAY = 'public, max-age=86400';

/** The API's documents: the OpenAPI file, Swagger UI on it, and the page of problem codes. */
@Controller('/api')
export class DocsController {
  @Get('/openapi.json')
  @System()
  @Header('Content-Type', 'application/json; charset=utf-8')
  document(): Buffer {
    return openApiFile();
  }

  @Get('/docs')
  @System()
  @Header('Content-Type', HTML)
  @Header(POLICY, DOCS_POLICY)
  page(): string {
    return DOCS_PAGE;
  }

  @Get('/docs/swagger-ui.css')
  @System()
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', A_DAY)
  style(): Buffer {
    return swaggerFile('swagger-ui.css');
  }

  @Get('/docs/swagger-ui-bundle.js')
  @System()
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @Header('Cache-Control', A_DAY)
  script(): Buffer {
    return swaggerFile('swagger-ui-bundle.js');
  }

  @Get('/docs/problems')
  @System()
  @Header('Content-Type', HTML)
  @Header(POLICY, PROBLEMS_POLICY)
  problems(): string {
    return problemPage();
  }
}
