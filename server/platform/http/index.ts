export * from './call';
export { API_PREFIX, Handle, Input, pathOf, System } from './handle';
export { HttpModule } from './http.module';
export { LIMITS } from './limits';
export { Readiness, type ReadinessCheck } from './readiness';
export * from './refusal';
export * from './replayable';
export { declareSystemPath, listRoutes, type ListedRoute } from './routes';
export { BODY_LIMIT_BYTES, createServer, type ServerOptions } from './server';
