ARG version=1
ARG empty
ARG full=${version}.2
FROM scratch AS base
ARG version
ARG token=$version none
ENV HOME=/root
WORKDIR $HOME/x
CMD ["$x"]
FROM base
RUN x
LABEL v=$version t=$token e=$empty f=${full} n=$none
ARG full empty
LABEL f=$full e=$empty h=${HOME#$HOM}
ENV HOME=$HOME/$USER
COPY --chown=$USER <<-EOT <<"Q" /
	${full:?needed} $unknown
EOT
$none $unknown2
Q
ONBUILD RUN $nothing
WORKDIR relative
FROM base AS other
RUN --mount=type=secret,id=$id,target=/$TARGETARCH x
LABEL p=$TARGETPLATFORM
ARG TARGETPLATFORM TARGETARCH=$TARGETPLATFROM
LABEL p=$TARGETPLATFORM/$TARGETARCH
