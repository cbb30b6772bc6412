import { photograph } from './photographs';

photograph('weapp');
