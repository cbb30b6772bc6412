export { BENEFITS_TABLES } from './benefits.entity';
