import time, urllib.request
for attempt in range(100):
    try:
        a = urllib.request.urlopen("http://127.0.0.1:8000/")
        print("GET /", a.status, a.read().decode()); break
    except OSError: time.sleep(0.05)
else: raise SystemExit(1)
