export { SIGN_INS_TABLES } from './sign-ins.entity';
