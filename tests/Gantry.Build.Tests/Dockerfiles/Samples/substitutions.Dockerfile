# escape=`
ARG a=one.two.three
FROM scratch
ARG a
ENV x=${a%.*} y=${a##*.} z=${a//./-} w=${undefined#x} v=${a/o/`}}
LABEL "quoted $q"="$r" r='$s' t=`$u "v$w$nope"=x
WORKDIR /$a`
  b
RUN dir C:`
