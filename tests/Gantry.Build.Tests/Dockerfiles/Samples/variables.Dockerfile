ARG version=1
ARG empty
ARG full=${version}.2
FROM scratch AS base
ARG version
ARG token=$versio
ENV HOME=/root GREETING="$HOMe ${version:-x} ${nope:+y}"
ENV PUBLIC_KEY=a my_password=b apikey=c keyring=d
LABEL a=$GREETINGS b='$not'
RUN --mount=type=cache,target=$CACHE/x true $SHELL_VARIABLE
COPY <<EOT $DEST/
$GREETING $grretings \$escaped
EOT
COPY <<'EOT' /x
$nothing
EOT
USER $user
WORKDIR $HOME/x
STOPSIGNAL SIGTERM
VOLUME $data
EXPOSE $port
CMD ["$x"]
FROM base
RUN x
LABEL v=$version t=$token e=$empty f=${full}
ARG full empty
LABEL f=$full e=$empty
