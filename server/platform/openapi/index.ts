export { openApiDocument, openApiFile } from './document';
export { PROBLEM_STYLE, problemPage } from './problem-page';
export { DOCS_PAGE, DOCS_SCRIPT, swaggerFile } from './swagger-ui';
