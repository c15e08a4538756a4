def run():
    print("from bytecode")
