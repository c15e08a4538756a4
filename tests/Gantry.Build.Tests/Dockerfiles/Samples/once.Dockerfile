FROM scratch AS a
CMD echo
CMD ["echo"]
ENTRYPOINT /bin/sh
entrypoint ["/bin/sh"]
HEALTHCHECK CMD a
HEALTHCHECK NONE
HEALTHCHECK --interval=5s CMD ["a"]
SHELL ["/bin/sh", "-c"]
CMD again
MAINTAINER me <me@example.com>
FROM a
CMD echo
SHELL ["x"]
FROM a
WORKDIR relative
WORKDIR again
FROM scratch
WORKDIR /absolute
WORKDIR relative
