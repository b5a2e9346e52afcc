// A store that speaks S3, for the tests: it keeps what it is given in a folder.
import S3rver from 's3rver';

const { PORT, FOLDER } = process.env;
const store = new S3rver({ address: '127.0.0.1', port: Number(PORT), directory: FOLDER, silent: true, vhostBuckets: false });
await store.run();
