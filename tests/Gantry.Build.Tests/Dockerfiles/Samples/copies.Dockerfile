FROM scratch AS a
COPY --link --chown=$USER:$GROUP --chmod=$MODE x y /dest/
ADD --checksum=$SUM http://example.com/x /x
COPY ["a b", "$c", "/d"]
ONBUILD COPY . /src
ONBUILD RUN $x
FROM a
ONBUILD ENV old form
ADD git@example.com:x/y.git /y
