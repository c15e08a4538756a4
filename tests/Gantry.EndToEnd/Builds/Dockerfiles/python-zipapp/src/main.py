import sys
def run():
    print("zipped", sum(map(int, sys.argv[1:])))
