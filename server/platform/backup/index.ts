export { writeBackup } from './write';
export { verifyBackup } from './read';
export { restoreBackup, RestoreRefused } from './restore';
export { BackupDamaged, type Header } from './format';
