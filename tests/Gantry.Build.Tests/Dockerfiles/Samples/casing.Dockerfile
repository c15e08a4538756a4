# check=experimental=all
FROM scratch AS Base
from base as two
FROM two aS three
From three As context
run true
COPY --from=Base a b
Env a=b
FROM scratch AS two
FROM scratch AS scratch
