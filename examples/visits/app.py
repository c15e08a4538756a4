import os

from flask import Flask
from redis import Redis

app = Flask(__name__)
redis = Redis(host="redis")


@app.route("/")
def visits():
    return f"Hello! This page was seen {redis.incr('visits')} times. (container {os.uname().nodename})\n"


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
