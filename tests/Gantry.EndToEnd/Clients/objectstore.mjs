// An object store over a directory: node objectstore.mjs DIRECTORY BUCKET, in a directory where s3rver is installed. Prints its address and runs until it is ended.
import { createRequire } from 'node:module';

const S3rver = createRequire(process.cwd() + '/')('s3rver');
const [directory, name] = process.argv.slice(2);
const { address, port } = await new S3rver({ address: '127.0.0.1', port: 0, directory, silent: true, configureBuckets: [{ name }] }).run();
console.log(`http://${address}:${port}`);
