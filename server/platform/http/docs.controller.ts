import { Controller, Get, Header } from '@nestjs/common';
import { DOCS_PAGE, openApiDocument, problemPage, swaggerFile } from '../openapi';
import { System } from './handle';

const HTML = 'text/html; charset=utf-8';
const A_DAY = 'public, max-age=86400';

/** The API's documents: the OpenAPI file, Swagger UI on it, and the page of problem codes. */
@Controller('/api')
export class DocsController {
  @Get('/openapi.json')
  @System()
  document(): object {
    return openApiDocument();
  }

  @Get('/docs')
  @System()
  @Header('Content-Type', HTML)
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
  problems(): string {
    return problemPage();
  }
}
