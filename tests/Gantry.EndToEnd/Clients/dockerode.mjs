// Everyday work with dockerode; prints "all fine" when every answer is as expected.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';

const Docker = createRequire(process.cwd() + '/')('dockerode');
const docker = new Docker({ socketPath: process.env.DOCKER_HOST.replace('unix://', '') });

assert.equal((await docker.ping()).toString(), 'OK');
const collect = () => {
  const stream = new PassThrough();
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString() };
};

const out = collect();
const err = collect();
const [result, container] = await docker.run('busybox', ['sh', '-c', 'echo out; echo err >&2; exit 5'], [out.stream, err.stream], { Tty: false });
// The run resolves with the answer to a wait, on a connection of its own, which may overtake the output.
while (out.text() === '' || err.text() === '') await new Promise((resolve) => setImmediate(resolve));
assert.deepEqual([result.StatusCode, out.text(), err.text()], [5, 'out\n', 'err\n']);
await container.remove();

const box = await docker.createContainer({ Image: 'busybox', Cmd: ['cat'], name: 'js', OpenStdin: true, StdinOnce: true, AttachStdin: true });
const stream = await box.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
const said = collect();
docker.modem.demuxStream(stream, said.stream, said.stream);
const closed = new Promise((resolve) => stream.on('end', resolve));
await box.start();
stream.write('to and fro\n');
const exec = await box.exec({ Cmd: ['sh', '-c', 'echo inside; exit 3'], AttachStdout: true, AttachStderr: true });
const running = await exec.start({});
const inside = collect();
docker.modem.demuxStream(running, inside.stream, inside.stream);
await new Promise((resolve) => running.on('end', resolve));
assert.deepEqual([(await exec.inspect()).ExitCode, inside.text()], [3, 'inside\n']);
assert.equal((await docker.listContainers()).find((c) => c.Names[0] === '/js').State, 'running');
stream.end();
await closed;
assert.equal((await box.wait()).StatusCode, 0);
assert.equal(said.text(), 'to and fro\n');
assert.equal((await box.logs({ stdout: true })).toString().slice(8), 'to and fro\n');
await box.remove();
await assert.rejects(box.inspect(), (e) => e.statusCode === 404 && e.json.message === 'No such container: ' + box.id);
await assert.rejects(docker.createContainer({ Image: 'none-such' }), (e) => e.statusCode === 404 && e.json.message === 'No such image: none-such:latest');
console.log('all fine');
