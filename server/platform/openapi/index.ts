export { openApiDocument } from './document';
export { problemPage } from './problem-page';
export { DOCS_PAGE, swaggerFile } from './swagger-ui';
