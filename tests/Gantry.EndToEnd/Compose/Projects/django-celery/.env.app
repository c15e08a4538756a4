SECRET_KEY=abc#def
ALLOWED_HOSTS=* # any
LEVEL=${LEVEL:-info}
