"""Everyday work with docker-py; prints "all fine" when every answer is as expected."""
import io
import tarfile

import docker

client = docker.from_env()
assert client.ping() is True
assert client.version()["ApiVersion"] == "1.51"

assert client.containers.run("busybox", ["echo", "hello"], remove=True) == b"hello\n"
assert client.containers.run("busybox", ["sh", "-c", "echo out; echo err >&2"], remove=True, stdout=False, stderr=True) == b"err\n"
try:
    client.containers.run("busybox", ["sh", "-c", "echo bad >&2; exit 3"], remove=True)
    raise AssertionError("no error")
except docker.errors.ContainerError as error:
    assert (error.exit_status, error.stderr) == (3, b"bad\n"), error
try:
    client.images.get("none-such-image")
    raise AssertionError("no error")
except docker.errors.ImageNotFound:
    pass

box = client.containers.run("busybox", ["sh", "-c", "echo begin; trap 'exit 4' TERM; while :; do sleep 0.05; done"],
                            detach=True, name="py", environment={"A": "b"}, labels={"l": "v"}, mem_limit="64m", ports={"80/tcp": 8088})
box.reload()
assert box.status == "running" and box.name == "py" and box.labels == {"l": "v"}, box.attrs
assert box.attrs["NetworkSettings"]["Ports"]["80/tcp"][0]["HostPort"] == "8088"
assert box in client.containers.list(filters={"label": "l=v"})
code, output = box.exec_run(["sh", "-c", "echo $A; echo e >&2; exit 7"], demux=True)
assert (code, output) == (7, (b"b\n", b"e\n")), (code, output)
for line in box.logs(stream=True, follow=True):
    assert line == b"begin\n", line
    break
top = box.top()
assert top["Processes"][0][-1].startswith("sh -c echo begin"), top
box.rename("renamed")
box.stop(timeout=5)
assert box.wait()["StatusCode"] == 4
box.restart()
box.kill("KILL")
assert box.wait()["StatusCode"] == 137
box.remove()
try:
    client.containers.get("renamed")
    raise AssertionError("no error")
except docker.errors.NotFound:
    pass

# A socket in both directions, with half-close.
cat = client.containers.create("busybox", ["cat"], stdin_open=True)
socket = cat.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
cat.start()
socket._sock.sendall(b"both ways\n")
data = b""
while len(data) < 18:
    data += socket._sock.recv(100)
assert data == b"\x01\0\0\0\0\0\0\x0aboth ways\n", data
cat.remove(force=True)

image = client.images.get("busybox")
archive = b"".join(image.save(named=True))
assert "manifest.json" in tarfile.open(fileobj=io.BytesIO(archive)).getnames()
assert image.tag("py", "tagged") is True
assert sorted(client.images.get("py:tagged").tags) == ["busybox:latest", "py:tagged"]
client.images.remove("py:tagged")
assert client.images.load(archive)[0].id == image.id
assert [e["Action"] for e in client.events(since=0, until=1, decode=True)] == []
print("all fine")
