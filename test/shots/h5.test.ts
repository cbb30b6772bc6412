import { photograph } from './photographs';

photograph('h5');
