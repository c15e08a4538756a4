ARG version
FROM scratch AS a
FROM busybox:${version}
