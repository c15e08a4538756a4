#!/usr/bin/env python3
"""startup-order.py OUTPUT BINARY SYMBOLS COMMAND...: writes the managed functions a command runs, each once, in the order of their first calls.

BINARY is a published gantry (COMMAND has to start it), SYMBOLS the file its symbols were moved to (bin/Release/.../native/gantry.dbg). Each
function gets a breakpoint that is taken away at its first hit, in every process the command starts."""
import ctypes
import os
import re
import signal
import subprocess
import sys

TRACEME, CONT, GETREGS, SETREGS, SETOPTIONS = 0, 7, 12, 13, 0x4200
EVENT_EXEC, OPTIONS, WALL = 4, 0x10001E, 0x40000000  # exec, forks, vforks and clones are followed; what is left at the end is killed
RIP, REGISTERS = 16, 27
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long] * 2 + [ctypes.c_void_p] * 2


def functions(binary, symbols):
    """Addresses and names of the managed functions, and the range of their code."""
    sections = subprocess.run(["readelf", "-SW", binary], check=True, capture_output=True, text=True).stdout
    start, offset, size = (int(v, 16) for v in re.search(r"__managedcode\s+PROGBITS\s+(\w+)\s+(\w+)\s+(\w+)", sections).groups())
    names = {}
    for line in subprocess.run(["nm", "--defined-only", symbols], check=True, capture_output=True, text=True).stdout.splitlines():
        address, kind, name = line.split(maxsplit=2)
        if kind in "tT" and start <= int(address, 16) < start + size:
            names.setdefault(int(address, 16), name)
    with open(binary, "rb") as file:
        file.seek(offset)
        return names, start, file.read(size)


def arm(pid, names, start, code):
    patched = bytearray(code)
    for address in names:
        patched[address - start] = 0xCC
    with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
        memory.seek(start)
        memory.write(patched)


def main():
    output, binary, symbols, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    names, start, code = functions(binary, symbols)
    identity = os.stat(binary)
    child = os.fork()
    if child == 0:
        libc.ptrace(TRACEME, 0, None, None)
        os.execvp(command[0], command)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    hit, registers, known = {}, (ctypes.c_ulonglong * REGISTERS)(), set()
    while True:
        try:
            pid, status = os.waitpid(-1, WALL)
        except ChildProcessError:
            break
        if not os.WIFSTOPPED(status):
            continue
        number, passed = os.WSTOPSIG(status), 0
        if number == signal.SIGTRAP and (status >> 16 == EVENT_EXEC or pid not in known):
            try:
                executed = os.stat(f"/proc/{pid}/exe")
                if (executed.st_dev, executed.st_ino) == (identity.st_dev, identity.st_ino):
                    arm(pid, names, start, code)
            except OSError:
                pass
        elif number == signal.SIGTRAP and status >> 16 == 0:
            libc.ptrace(GETREGS, pid, None, ctypes.byref(registers))
            address = registers[RIP] - 1
            if address in names:
                hit.setdefault(address, len(hit))
                with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
                    memory.seek(address)
                    memory.write(code[address - start:address - start + 1])
                registers[RIP] = address
                libc.ptrace(SETREGS, pid, None, ctypes.byref(registers))
        elif number not in (signal.SIGTRAP, signal.SIGSTOP):
            passed = number
        if pid not in known:
            known.add(pid)
            libc.ptrace(SETOPTIONS, pid, None, OPTIONS)
        libc.ptrace(CONT, pid, None, passed)
    with open(output, "w", encoding="utf-8") as file:
        file.writelines(names[address] + "\n" for address in sorted(hit, key=hit.get))


main()
