"""systemd as far as a runtime asks for it: a D-Bus server at the socket given, which makes units as groups of the host's hierarchies. Each call is a line of JSON."""
import json, os, socket, struct, sys

ALIGN = dict(y=1, g=1, v=1, n=2, q=2, b=4, i=4, u=4, s=4, o=4, a=4, x=8, t=8, d=8)
NUMBER = dict(y='B', n='h', q='H', b='I', i='i', u='I', x='q', t='Q', d='d')


def complete(types):
    """Length of the first complete type."""
    at = 0
    while types[at] == 'a':
        at += 1
    if types[at] not in '({':
        return at + 1
    depth, end = 0, at
    while True:
        depth += dict([('(', 1), ('{', 1), (')', -1), ('}', -1)]).get(types[end], 0)
        end += 1
        if depth == 0:
            return end


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def align(self, size):
        self.at = -(-self.at // size) * size

    def take(self, form):
        size = struct.calcsize('<' + form)
        self.align(size)
        value = struct.unpack_from('<' + form, self.data, self.at)[0]
        self.at += size
        return value

    def text(self, length):
        value = self.data[self.at:self.at + length].decode()
        assert self.data[self.at + length] == 0
        self.at += length + 1
        return value

    def read(self, type):
        first = type[0]
        self.align(ALIGN.get(first, 8))
        if first in NUMBER:
            value = self.take(NUMBER[first])
            return bool(value) if first == 'b' else value
        if first in 'so':
            return self.text(self.take('I'))
        if first == 'g':
            return self.text(self.take('B'))
        if first == 'v':
            return self.read(self.read('g'))
        if first == 'a':
            length = self.take('I')
            self.align(ALIGN.get(type[1], 8))
            end, members = self.at + length, []
            while self.at < end:
                members.append(self.read(type[1:]))
            return members
        return self.list(type[1:-1])

    def list(self, types):
        values = []
        while types:
            length = complete(types)
            values.append(self.read(types[:length]))
            types = types[length:]
        return values


class Writer:
    def __init__(self):
        self.data = bytearray()

    def pad(self, size):
        self.data.extend(bytes(-len(self.data) % size))

    def put(self, type, value):
        self.pad(ALIGN.get(type, 8))
        if type in NUMBER:
            self.data += struct.pack('<' + NUMBER[type], value)
        elif type in 'so':
            self.data += struct.pack('<I', len(value)) + value.encode() + b'\0'
        elif type == 'g':
            self.data += struct.pack('<B', len(value)) + value.encode() + b'\0'
        elif type == 'v':
            self.put('g', value[0])
            self.put(value[0], value[1])


def message(kind, serial, fields, types, values):
    body = Writer()
    for type, value in zip(types, values):
        body.put(type, value)
    head = Writer()
    for code, type, value in fields + ([(8, 'g', types)] if types else []):
        head.pad(8)
        head.put('y', code)
        head.put('v', (type, value))
    return struct.pack('<cBBBIII', b'l', kind, 0, 1, len(body.data), serial, len(head.data)) + bytes(head.data) + bytes(-len(head.data) % 8) + bytes(body.data)


def slice_path(name):
    words, path = name[:-len('.slice')].split('-'), ''
    for count in range(1, len(words) + 1):
        path += '/' + '-'.join(words[:count]) + '.slice'
    return path


ROOT = '/sys/fs/cgroup/systemd'
units = {}


def start(name, properties):
    properties = dict(properties)
    path = ROOT + slice_path(properties['Slice']) + '/' + name
    os.makedirs(path)
    for pid in properties['PIDs']:
        with open(path + '/cgroup.procs', 'w') as procs:
            procs.write(str(pid))
    units[name] = path


def serve(connection):
    stream, serial = connection.makefile('rwb', buffering=0), 0
    line = b''
    while not line.endswith(b'\r\n'):
        line += stream.read(1)
    assert line == b'\0AUTH EXTERNAL ' + str(os.getuid()).encode().hex().encode() + b'\r\n', line
    stream.write(b'OK 00000000000000000000000000000000\r\n')
    assert stream.read(7) == b'BEGIN\r\n'

    def receive(count):
        data = b''
        while len(data) < count:
            more = stream.read(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def send(*arguments):
        nonlocal serial
        serial += 1
        stream.write(message(arguments[0], serial, *arguments[1:]))

    while True:
        head = receive(16)
        length, number, fields_length = struct.unpack_from('<III', head, 4)
        reader = Reader(head + receive(-(-fields_length // 8) * 8 + length))
        reader.at = 12
        fields = dict((code, value) for code, value in reader.read('a(yv)'))
        reader.align(8)
        arguments = reader.list(fields.get(8, ''))
        member = fields[3]
        print(json.dumps([member] + arguments), flush=True)
        answer, job = ('', []), None
        if member == 'Hello':
            answer = ('s', [':1.1'])
        elif member == 'Get':
            answer = ('v', [('s', '252.39-1')])
        elif member == 'StartTransientUnit' and 'refused' in arguments[0]:
            send(3, [(5, 'u', number), (4, 's', 'org.freedesktop.DBus.Error.AccessDenied')], 's', ['not today'])
            continue
        elif member == 'StartTransientUnit':
            start(arguments[0], arguments[2])
            job = arguments[0]
        elif member == 'StopUnit' and arguments[0] in units:
            path = units.pop(arguments[0])
            os.path.isdir(path) and os.rmdir(path)
            job = arguments[0]
        elif member == 'StopUnit':
            send(3, [(5, 'u', number), (4, 's', 'org.freedesktop.systemd1.NoSuchUnit')], 's', ['not loaded'])
            continue
        if job:
            # The signal of another job first, and that of this one before the answer, as may be.
            for path, unit in (('/job/1', 'other'), ('/job/2', job)):
                send(4, [(1, 'o', '/org/freedesktop/systemd1'), (2, 's', 'org.freedesktop.systemd1.Manager'), (3, 's', 'JobRemoved')], 'uoss', [2, path, unit, 'done'])
            answer = ('o', ['/job/2'])
        send(2, [(5, 'u', number)], *answer)


listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
print('listening', flush=True)
while True:
    try:
        serve(listener.accept()[0])
    except EOFError:
        pass
